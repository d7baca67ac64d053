import { Schema } from "effect"
import { UserId } from "../../domain/Ids.ts"
import { Username } from "../../domain/Names.ts"
import { Role } from "../../domain/User.ts"
import { Timestamp, wire } from "./Wire.ts"

const fields = { id: UserId, username: Username, role: Role, createdAt: Timestamp, updatedAt: Timestamp }

export const UserView = wire("User", fields)

/** One's own account, with what this installation offers to its pages. */
export const ProfileView = wire("Profile", {
  ...fields,
  thumbnails: Schema.Boolean.annotate({
    description: "Whether there are pictures at `/thumbnails/{driver}/{username}`."
  })
})
