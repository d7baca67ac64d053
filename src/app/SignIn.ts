import { Clock, Context, Data, Effect, Layer, Option, type Redacted } from "effect"
import { accessLifetime, renewal, type Session, sessionLifetime } from "../domain/Session.ts"
import { Instant, later } from "../domain/Time.ts"
import type { User } from "../domain/User.ts"
import { Passwords } from "../ports/Passwords.ts"
import { Sessions } from "../ports/Sessions.ts"
import { Tokens } from "../ports/Tokens.ts"
import { Users } from "../ports/Users.ts"
import { Attempts, type TooManyAttempts } from "./Attempts.ts"
import { Auditing } from "./Auditing.ts"
import { SessionsCheck } from "./SessionsCheck.ts"

/** No user of this name has this password. */
export class WrongLogin extends Data.TaggedError("WrongLogin") {
  override get message() {
    return "Wrong name or password."
  }
}

/** The refresh token earns nothing any more. */
export class RefreshRefused extends Data.TaggedError("RefreshRefused") {
  override get message() {
    return "Your session is over. Sign in again."
  }
}

/** Where a sign-in comes from, as its user will see it in the list of sessions. */
export interface Client {
  readonly address: string | null
  readonly userAgent: string | null
}

/** A sign-in begun or renewed. `refresh` is null when the token that the caller has goes on. */
export interface Granted {
  readonly user: User
  readonly access: Redacted.Redacted
  readonly refresh: Redacted.Redacted | null
  readonly expiresAt: Instant
}

/** How sessions begin, go on and end. */
export class SignIn extends Context.Service<
  SignIn,
  {
    /** One password comparison whether or not the user exists, so that time tells nothing. */
    readonly login: (
      username: string,
      password: Redacted.Redacted,
      client: Client
    ) => Effect.Effect<Granted, WrongLogin | TooManyAttempts>
    /** Replaces the token, or, for one replaced moments ago, gives an access token alone. A replayed one ends the session. */
    readonly refresh: (token: Redacted.Redacted, client: Client) => Effect.Effect<Granted, RefreshRefused>
    /** Ends the session of the token, if there is one. */
    readonly logout: (token: Redacted.Redacted) => Effect.Effect<void>
  }
>()("sticky-dvr/app/SignIn") {}

export const layer = Layer.effect(
  SignIn,
  Effect.gen(function* () {
    const attempts = yield* Attempts
    const auditing = yield* Auditing
    const check = yield* SessionsCheck
    const passwords = yield* Passwords
    const sessions = yield* Sessions
    const tokens = yield* Tokens
    const users = yield* Users

    const accessFor = (user: User, session: Session, now: Instant) =>
      tokens.sign({
        userId: user.id,
        sessionId: session.id,
        role: user.role,
        issuedAt: now,
        expiresAt: later(now, accessLifetime)
      })

    const login = Effect.fn("SignIn.login")(function* (username: string, password: Redacted.Redacted, client: Client) {
      yield* attempts.take(client.address, username)
      const found = Option.getOrUndefined(yield* users.credentials(username))
      const right = yield* passwords.matches(password, found?.passwordHash ?? passwords.decoy)
      if (found === undefined || !right) return yield* new WrongLogin()
      const { user } = found
      const now = Instant.make(yield* Clock.currentTimeMillis)
      const refresh = yield* tokens.makeRefresh
      const session = yield* sessions.create({
        userId: user.id,
        tokenHash: yield* tokens.hashRefresh(refresh),
        createdAt: now,
        expiresAt: later(now, sessionLifetime),
        ...client
      })
      const access = yield* accessFor(user, session, now)
      return { user, access, refresh, expiresAt: session.expiresAt }
    })

    const end = Effect.fnUntraced(function* (session: Session) {
      yield* sessions.remove(session.id)
      yield* check.forget(session.userId)
    })

    const endReplayed = Effect.fnUntraced(function* (session: Session, user: User | undefined, client: Client) {
      yield* end(session)
      yield* auditing.noteOf(
        { userId: session.userId, name: user?.username ?? "unknown", address: client.address },
        {
          action: "session.reuse",
          subject: session.id,
          detail: "A refresh token was used again after it had been replaced; the session was ended."
        }
      )
    })

    const refresh = Effect.fn("SignIn.refresh")(function* (
      token: Redacted.Redacted,
      client: Client
    ): Effect.fn.Return<Granted, RefreshRefused> {
      const hash = yield* tokens.hashRefresh(token)
      const session = Option.getOrUndefined(yield* sessions.findByHash(hash))
      if (session === undefined) return yield* new RefreshRefused()
      const now = Instant.make(yield* Clock.currentTimeMillis)
      const user = Option.getOrUndefined(yield* users.find(session.userId))
      const earned = renewal(session, hash, now)
      if (earned === "reused") yield* endReplayed(session, user, client)
      if (earned === "reused" || earned === "expired" || user === undefined) return yield* new RefreshRefused()
      const access = yield* accessFor(user, session, now)
      if (earned === "grace") return { user, access, refresh: null, expiresAt: session.expiresAt }
      const fresh = yield* tokens.makeRefresh
      const expiresAt = later(now, sessionLifetime)
      const first = yield* sessions.rotate(session.id, {
        from: hash,
        to: yield* tokens.hashRefresh(fresh),
        at: now,
        expiresAt
      })
      // Another tab renewed in the same moment: this token is now the previous one, within its grace.
      return first ? { user, access, refresh: fresh, expiresAt } : yield* refresh(token, client)
    })

    const logout = Effect.fn("SignIn.logout")(function* (token: Redacted.Redacted) {
      const session = Option.getOrUndefined(yield* sessions.findByHash(yield* tokens.hashRefresh(token)))
      if (session !== undefined) yield* end(session)
    })

    return SignIn.of({ login, refresh, logout })
  })
)
