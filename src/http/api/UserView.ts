import { UserId } from "../../domain/Ids.ts"
import { Username } from "../../domain/Names.ts"
import { Role } from "../../domain/User.ts"
import { Timestamp, wire } from "./Wire.ts"

export const UserView = wire("User", {
  id: UserId,
  username: Username,
  role: Role,
  createdAt: Timestamp,
  updatedAt: Timestamp
})
