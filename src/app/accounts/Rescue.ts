import { Effect, Option, Redacted, Schema } from "effect"
import type { Username } from "../../domain/accounts/Credentials.ts"
import { requireStrong } from "../../domain/accounts/PasswordStrength.ts"
import type { Role } from "../../domain/accounts/User.ts"
import { Atomically } from "../../ports/Atomically.ts"
import { Passwords } from "../../ports/Passwords.ts"
import { Sessions } from "../../ports/Sessions.ts"
import { Users } from "../../ports/Users.ts"
import * as Time from "../../runtime/Time.ts"
import { Auditing } from "./Auditing.ts"

/** Nobody has this name. */
export class NobodyNamed extends Schema.TaggedError<NobodyNamed>()("NobodyNamed", { username: Schema.String }) {
  override get message() {
    return `There is no user named ${this.username}. 'list' shows who there is.`
  }
}

/** Whoever has the machine acts without an account; the audit log says so. */
const operator = { userId: null, name: "command line", address: null }

/** Makes an account for somebody who is locked out. */
export const createUser = Effect.fn("Rescue.createUser")(function* (
  username: Username,
  password: Redacted.Redacted,
  role: Role
) {
  const users = yield* Users
  const auditing = yield* Auditing
  yield* requireStrong(Redacted.value(password), username)
  const passwordHash = yield* Passwords.use((passwords) => passwords.hash(password))
  const at = yield* Time.now
  const unit = Effect.tap(users.create({ username, passwordHash, role, at }), () =>
    auditing.recordOf(operator, { action: "user.create", subject: username, detail: role })
  )
  return yield* Atomically.use(({ run }) => run(unit))
})

/** Lets the attempts at an account count anew, at every backend. */
export const unlockUser = Effect.fn("Rescue.unlockUser")(function* (username: string) {
  const users = yield* Users
  const auditing = yield* Auditing
  const at = yield* Time.now
  const unit = Effect.gen(function* () {
    const found = Option.getOrUndefined(yield* users.credentials(username))
    if (found === undefined) return yield* new NobodyNamed({ username })
    // That it was changed is what counts: see `Attempts`.
    yield* Effect.orDie(users.change(found.user.id, { at }))
    yield* auditing.recordOf(operator, { action: "user.unlock", subject: found.user.username })
  })
  return yield* Atomically.use(({ run }) => run(unit))
})

/** Gives a user a new password and ends all of their sessions, at every backend; the number of sessions ended. */
export const resetPassword = Effect.fn("Rescue.resetPassword")(function* (
  username: string,
  password: Redacted.Redacted
) {
  const users = yield* Users
  const sessions = yield* Sessions
  const auditing = yield* Auditing
  yield* requireStrong(Redacted.value(password), username)
  const passwordHash = yield* Passwords.use((passwords) => passwords.hash(password))
  const at = yield* Time.now
  const unit = Effect.gen(function* () {
    const found = yield* users.credentials(username)
    const changed = Option.isNone(found)
      ? Option.none()
      : yield* Effect.orDie(users.change(found.value.user.id, { passwordHash, at }))
    if (Option.isNone(found) || Option.isNone(changed)) return yield* new NobodyNamed({ username })
    const ended = yield* sessions.removeOfUser(found.value.user.id)
    yield* auditing.recordOf(operator, {
      action: "user.password",
      subject: found.value.user.username,
      detail: `${ended} sessions ended`
    })
    return ended
  })
  return yield* Atomically.use(({ run }) => run(unit))
})
