import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { Excerpts } from "../app/recordings/Excerpts.ts"
import type { Caller } from "../domain/accounts/User.ts"
import { excerptName } from "../domain/recordings/Export.ts"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import type { Instant } from "../domain/values/Time.ts"
import { alsoSet } from "./Answers.ts"
import { NotFound, ProgramMissing, saying, TooManyRequests, Unavailable } from "./api/Problems.ts"
import { attachment } from "./Download.ts"
import { stretchOf } from "./excerptAsked.ts"

/** Seconds after which it may be worth another try. */
const later = 10

const away = ({ message }: { readonly message: string }) =>
  Effect.andThen(alsoSet({ "retry-after": String(later) }), Effect.fail(new Unavailable(saying(message))))

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
      const stretch = yield* stretchOf({ from, to, isBounded: session === undefined })
      const asked = { ...stretch, sessions: session === undefined ? [] : [session] }
      const { bytes, ending, startedAt, type } = yield* excerpts.open(by.userId, key, asked)
      if (check === "1") return HttpServerResponse.empty({ status: 204 })
      return HttpServerResponse.raw(bytes, {
        contentType: type,
        headers: {
          "content-disposition": attachment(`${excerptName(key, startedAt)}.${ending}`),
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
