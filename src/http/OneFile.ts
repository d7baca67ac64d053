import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { Excerpts } from "../app/recordings/Excerpts.ts"
import type { Caller } from "../domain/accounts/User.ts"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import { type Instant, rfc3339 } from "../domain/values/Time.ts"
import { alsoSet } from "./Answers.ts"
import { NotFound, ProgramMissing, saying, TooManyRequests, Unavailable, Unusable } from "./api/Problems.ts"
import { attachment } from "./Download.ts"

/** Milliseconds of the longest stretch that is not a session. */
const longest = 7 * 86_400_000

/** Seconds after which it may be worth another try. */
const later = 10

const unusable = (field: string, message: string) =>
  Effect.fail(new Unusable({ ...saying(message), errors: [{ field, message }] }))

const away = ({ message }: { readonly message: string }) =>
  Effect.andThen(alsoSet({ "retry-after": String(later) }), Effect.fail(new Unavailable(saying(message))))

/** The name that it is saved by: the source and when it begins, in letters that every file system takes. */
const nameOf = ({ username }: SourceKey, startedAt: Instant, ending: string): string =>
  `${username}_${rfc3339(startedAt).slice(0, 19).replace("T", "_").replaceAll(":", "-")}.${ending}`

export interface Asked {
  readonly from?: Instant
  readonly to?: Instant
  readonly session?: string
  /** Whether only to try it. */
  readonly check?: "0" | "1"
}

/** Sends recordings as one file while it is made. Who may have them is decided before. */
export const oneFile = Effect.gen(function* () {
  const excerpts = yield* Excerpts

  return Effect.fnUntraced(
    function* (by: Caller, key: SourceKey, { check, from, session, to }: Asked) {
      if (session === undefined && (from === undefined || to === undefined))
        return yield* unusable("session", "Say which session, or from when to when.")
      if (from !== undefined && to !== undefined && from >= to)
        return yield* unusable("from", "`from` lies before `to`.")
      if (session === undefined && to !== undefined && from !== undefined && to - from > longest)
        return yield* unusable("from", "A stretch has at most seven days.")
      const asked = { session: session ?? null, from: from ?? null, to: to ?? null }
      const { bytes, ending, startedAt, type } = yield* excerpts.open(by.userId, key, asked)
      if (check === "1") return HttpServerResponse.empty({ status: 204 })
      return HttpServerResponse.stream(bytes, {
        contentType: type,
        headers: {
          "content-disposition": attachment(nameOf(key, startedAt, ending)),
          "cache-control": "private, no-store",
          // A proxy that collected it first would keep who waits for it, and gigabytes on its disk.
          "x-accel-buffering": "no"
        }
      })
    },
    Effect.catchTags({
      NothingRecorded: ({ message }) => Effect.fail(new NotFound({ ...saying(message), what: "session" })),
      NoCopier: ({ message }) => Effect.fail(new ProgramMissing(saying(`${message}.`))),
      NotCopied: (error) => Effect.andThen(Effect.logError(error.message), away(error)),
      NotAllListed: away,
      StillReading: away,
      TooMany: away,
      MediaUnreadable: (error) => Effect.andThen(Effect.logError(error.message), away(error)),
      TooManyOfYours: ({ message }) =>
        Effect.andThen(
          alsoSet({ "retry-after": String(later) }),
          Effect.fail(new TooManyRequests({ ...saying(message), retry_after: later }))
        )
    })
  )
})
