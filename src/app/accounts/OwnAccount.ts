import { Context, Data, Effect, Layer, Option, Redacted } from "effect"
import { requireStrong, type WeakPassword } from "../../domain/accounts/PasswordStrength.ts"
import type { Session } from "../../domain/accounts/Session.ts"
import type { Caller, User } from "../../domain/accounts/User.ts"
import type { SessionId } from "../../domain/values/Ids.ts"
import { Atomically } from "../../ports/Atomically.ts"
import { Passwords } from "../../ports/Passwords.ts"
import { Sessions } from "../../ports/Sessions.ts"
import { Users } from "../../ports/Users.ts"
import * as Time from "../../runtime/Time.ts"
import { NoUser, type TooManyAttempts } from "./AccountRefusals.ts"
import { Attempts } from "./Attempts.ts"
import { Auditing } from "./Auditing.ts"
import { PasswordWork } from "./PasswordWork.ts"
import { RefusalLog } from "./RefusalLog.ts"
import { SessionsCheck } from "./SessionsCheck.ts"

export class WrongPassword extends Data.TaggedError("WrongPassword") {
  override get message() {
    return "That is not your current password."
  }
}

export class NoSession extends Data.TaggedError("NoSession")<{ readonly id: SessionId }> {
  override get message() {
    return "You have no such session; it may have ended already."
  }
}

/** What people do with their own account. */
export class OwnAccount extends Context.Service<
  OwnAccount,
  {
    readonly profile: (by: Caller) => Effect.Effect<User, NoUser>
    /** Ends all other sessions. Attempts are limited like sign-ins. */
    readonly changePassword: (
      by: Caller,
      current: Redacted.Redacted,
      next: Redacted.Redacted
    ) => Effect.Effect<void, WrongPassword | WeakPassword | TooManyAttempts>
    readonly sessions: (by: Caller) => Effect.Effect<ReadonlyArray<Session>>
    readonly endSession: (by: Caller, id: SessionId) => Effect.Effect<void, NoSession>
    /** All but the caller's; the number ended. */
    readonly endOthers: (by: Caller) => Effect.Effect<number>
  }
>()("sticky-dvr/app/accounts/OwnAccount") {}

interface OwnCredentials {
  readonly user: User
  readonly passwordHash: string
}

export const layer = Layer.effect(
  OwnAccount,
  Effect.gen(function* () {
    const atomically = yield* Atomically
    const attempts = yield* Attempts
    const auditing = yield* Auditing
    const check = yield* SessionsCheck
    const { decoy } = yield* Passwords
    const work = yield* PasswordWork
    const refusals = yield* RefusalLog
    const sessions = yield* Sessions
    const users = yield* Users

    /** Whoever is signed in came from somewhere: the guesses of others don't count against them. */
    const provenPassword = (by: Caller, current: Redacted.Redacted, own: OwnCredentials | undefined) =>
      Effect.gen(function* () {
        const attempt = {
          address: by.address,
          account: `${by.userId}`,
          isAcquainted: true,
          changedAt: own?.user.updatedAt ?? null
        }
        yield* attempts.take(attempt)
        const right = yield* work
          .matches(current, own?.passwordHash ?? decoy, "acquaintance")
          .pipe(Effect.tapError(() => attempts.withdraw(attempt)))
        if (!right) return yield* new WrongPassword()
      }).pipe(
        Effect.tapError(({ message }) =>
          refusals.note(
            { userId: by.userId, name: by.username, address: by.address },
            { action: "user.password_refused", subject: by.username, detail: message }
          )
        )
      )

    const now = Time.now

    return OwnAccount.of({
      profile: (by) =>
        Effect.flatMap(
          users.find(by.userId),
          Effect.fromOption(() => new NoUser({ id: by.userId }))
        ),

      changePassword: Effect.fn("OwnAccount.changePassword")(function* (by, current, next) {
        const found = Option.getOrUndefined(yield* users.credentials(by.username))
        const own = found?.user.id === by.userId ? found : undefined
        yield* provenPassword(by, current, own)
        yield* requireStrong(Redacted.value(next), by.username)
        const passwordHash = yield* work.hash(next)
        const at = yield* now
        yield* atomically.run(
          Effect.gen(function* () {
            yield* users.change(by.userId, { passwordHash, at })
            yield* sessions.removeOfUser(by.userId, by.sessionId)
            yield* auditing.record(by, { action: "user.password", subject: by.username })
          }).pipe(Effect.catchTag("UsernameTaken", Effect.die))
        )
        yield* check.forget(by.userId)
      }),

      sessions: (by) => Effect.flatMap(now, (at) => sessions.listOfUser(by.userId, at)),

      endSession: Effect.fn("OwnAccount.endSession")(function* (by, id) {
        const session = Option.getOrUndefined(yield* sessions.find(id))
        if (session === undefined || session.userId !== by.userId) return yield* new NoSession({ id })
        yield* auditing.audited(by, sessions.remove(id), () => [{ action: "session.end", subject: id }])
        yield* check.forget(by.userId)
      }),

      endOthers: Effect.fn("OwnAccount.endOthers")(function* (by) {
        const ended = yield* auditing.audited(by, sessions.removeOfUser(by.userId, by.sessionId), (count) =>
          count === 0 ? [] : [{ action: "session.end", subject: "all others", detail: `${count}` }]
        )
        yield* check.forget(by.userId)
        return ended
      })
    })
  })
)
