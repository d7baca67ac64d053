import { Schema } from "effect"
import { type SessionId, UserId } from "../values/Ids.ts"
import { Instant } from "../values/Time.ts"
import { Username } from "./Credentials.ts"

export const Role = Schema.Literals(["admin", "user"]).annotate({ identifier: "Role" })
export type Role = typeof Role.Type

export const User = Schema.Struct({
  id: UserId,
  username: Username,
  role: Role,
  createdAt: Instant,
  updatedAt: Instant
})
export type User = typeof User.Type

/** Whose a session is. */
export interface SessionHolder {
  readonly userId: UserId
  readonly username: string
  readonly role: Role
  readonly sessionId: SessionId
}

/** Who is asking, through which session, and from which address as far as it can be believed. */
export interface Caller extends SessionHolder {
  readonly address: string | null
}
