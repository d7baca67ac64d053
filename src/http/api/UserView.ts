import { Schema } from "effect"
import { Username } from "../../domain/accounts/Credentials.ts"
import { Role } from "../../domain/accounts/User.ts"
import { UserId } from "../../domain/values/Ids.ts"
import { Timestamp, wire } from "./Wire.ts"

const fields = {
  id: UserId.annotate({ examples: [UserId.make(7)] }),
  username: Username,
  role: Role,
  createdAt: Timestamp,
  updatedAt: Timestamp
}

export const UserView = wire("User", fields)

/** One's own account, with what this installation offers to its pages. */
export const ProfileView = wire("Profile", {
  ...fields,
  thumbnails: Schema.Boolean.annotate({
    description: "Whether there are pictures at `/thumbnails/{driver}/{username}`."
  }),
  oneFile: Schema.Boolean.annotate({
    description:
      "Whether recordings can be had as one file, at `/api/sources/{driver}/{username}/media`: it needs `ffmpeg` where the backend runs."
  })
})
