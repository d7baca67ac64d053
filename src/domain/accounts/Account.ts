import { Effect, Schema } from "effect"
import type { UserId } from "../values/Ids.ts"
import type { Role } from "./User.ts"

/** The change would leave nobody who can administer. */
export class LastAdmin extends Schema.TaggedError<LastAdmin>()("LastAdmin", {}) {
  override get message() {
    return "This is the last admin. Make somebody else an admin first."
  }
}

/** Admins don't delete themselves by mistake. */
export class SelfDeletion extends Schema.TaggedError<SelfDeletion>()("SelfDeletion", {}) {
  override get message() {
    return "You can't delete your own account. Ask another admin."
  }
}

/** A password of one's own is changed with the present one. */
export class OwnPassword extends Schema.TaggedError<OwnPassword>()("OwnPassword", {}) {
  override get message() {
    return "This is your own account. Change your password on your profile, with the present one."
  }
}

interface Subject {
  readonly id: UserId
  readonly role: Role
}

/** Succeeds unless `subject` is the only one of `admins` admins left. */
export const requireAnotherAdmin = (subject: Subject, admins: number): Effect.Effect<void, LastAdmin> =>
  subject.role === "admin" && admins <= 1 ? Effect.fail(new LastAdmin()) : Effect.void

/** Whether `callerId` may delete `subject` while there are `admins` admins. */
export const requireDeletable = (
  callerId: UserId,
  subject: Subject,
  admins: number
): Effect.Effect<void, LastAdmin | SelfDeletion> =>
  callerId === subject.id ? Effect.fail(new SelfDeletion()) : requireAnotherAdmin(subject, admins)

/** Whether the role of `subject` may become `role` while there are `admins` admins. */
export const requireRoleChange = (subject: Subject, role: Role, admins: number): Effect.Effect<void, LastAdmin> =>
  role === "admin" ? Effect.void : requireAnotherAdmin(subject, admins)
