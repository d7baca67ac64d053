import { Context, Effect, Layer, Option } from "effect"
import { endOf } from "../../domain/accounts/Session.ts"
import type { SessionHolder } from "../../domain/accounts/User.ts"
import type { SessionId, UserId } from "../../domain/values/Ids.ts"
import { later, type Steady } from "../../domain/values/Time.ts"
import { type Change, Changes } from "../../ports/Changes.ts"
import { Sessions } from "../../ports/Sessions.ts"
import { away } from "../../ports/StoreUnavailable.ts"
import { Users } from "../../ports/Users.ts"
import * as Loop from "../../runtime/Loop.ts"
import * as Time from "../../runtime/Time.ts"

/**
 * Whether a session still stands, and who its user is now. Answers are kept in memory for at most half a minute and forgotten as
 * soon as the user or one of the sessions is said to have changed, so that logout, demotion and deletion bite at once.
 */
export class SessionsCheck extends Context.Service<
  SessionsCheck,
  {
    /** The caller of a session of this user; none when it has ended, expired or never was. */
    readonly check: (userId: UserId, sessionId: SessionId) => Effect.Effect<Option.Option<SessionHolder>>
    /** Forgets what is known of these users: for those who have just changed them. */
    readonly forget: (...userIds: ReadonlyArray<UserId>) => Effect.Effect<void>
  }
>()("sticky-dvr/app/accounts/SessionsCheck") {}

interface Known {
  readonly caller: SessionHolder
  readonly until: Steady
}

/** Nobody waits longer than this to be told that the store is away. */
const patience = "2 seconds"

/** Milliseconds: what a lost hint could cost. */
const trustedFor = 30_000
/** More callers than this at a time are looked up again. */
const most = 10_000

export const layer = Layer.effect(
  SessionsCheck,
  Effect.gen(function* () {
    const changes = yield* Changes
    const sessions = yield* Sessions
    const users = yield* Users
    const known = new Map<SessionId, Known>()
    // Grows with each change: an answer that was read before one is not kept.
    let generation = 0

    const forget = (ids: ReadonlyArray<UserId> | "all") => {
      generation += 1
      if (ids === "all") return known.clear()
      for (const [sessionId, { caller }] of known) if (ids.includes(caller.userId)) known.delete(sessionId)
    }

    const hear = (change: Change) => {
      if (change._tag === "users") forget(change.ids)
      else if (change._tag === "everything") forget("all")
    }

    const look = Effect.fn("SessionsCheck.look")(function* (userId: UserId, sessionId: SessionId) {
      const before = generation
      const session = Option.getOrUndefined(yield* sessions.find(sessionId))
      const now = yield* Time.now
      if (session === undefined || session.userId !== userId || endOf(session) <= now)
        return Option.none<SessionHolder>()
      const user = Option.getOrUndefined(yield* users.find(userId))
      if (user === undefined) return Option.none<SessionHolder>()
      const caller: SessionHolder = { userId, username: user.username, role: user.role, sessionId }
      if (generation === before) {
        if (known.size >= most) known.clear()
        known.set(sessionId, { caller, until: later(yield* Time.steady, Math.min(endOf(session) - now, trustedFor)) })
      }
      return Option.some(caller)
    })

    // Run anew after a failure, the stream begins with `everything`: no answer from before is kept.
    yield* Loop.each("changes of sessions", changes.stream, (change) => Effect.sync(() => hear(change)))

    return SessionsCheck.of({
      check: (userId, sessionId) =>
        Effect.flatMap(Time.steady, (now) => {
          const found = known.get(sessionId)
          return found !== undefined && found.caller.userId === userId && found.until > now
            ? Effect.succeedSome(found.caller)
            : Effect.timeoutOrElse(look(userId, sessionId), {
                duration: patience,
                orElse: () => away("no answer in time")
              })
        }),
      forget: (...userIds) => Effect.sync(() => forget(userIds))
    })
  })
)
