import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { OwnAccount } from "../app/accounts/OwnAccount.ts"
import { MediaCopy } from "../ports/MediaCopy.ts"
import { Thumbnailer } from "../ports/Thumbnailer.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { NotFound, saying, Unusable } from "./api/Problems.ts"
import { tooManyAttempts, weakPassword } from "./refusals.ts"

/** One's own account. */
export const layer = HttpApiBuilder.group(
  Api,
  "me",
  Effect.fnUntraced(function* (handlers) {
    const own = yield* OwnAccount
    const copier = yield* MediaCopy
    const thumbnailer = yield* Thumbnailer
    return handlers.handleAll({
      // The session was just found to stand: an account that is gone in between is nobody's request.
      profile: () =>
        CurrentCaller.pipe(
          Effect.flatMap((who) => Effect.orDie(own.profile(who))),
          Effect.zipWith(
            Effect.match(copier.available, { onFailure: () => false, onSuccess: () => true }),
            (user, oneFile) => ({
              ...user,
              thumbnails: thumbnailer.configured,
              oneFile
            })
          )
        ),

      changePassword: Effect.fn("me.changePassword")(
        function* ({ payload }) {
          yield* own.changePassword(yield* CurrentCaller, payload.currentPassword, payload.newPassword)
        },
        Effect.catchTags({
          WrongPassword: ({ message }) =>
            Effect.fail(new Unusable({ ...saying(message), errors: [{ field: "current_password", message }] })),
          WeakPassword: weakPassword("new_password"),
          TooManyAttempts: tooManyAttempts
        })
      ),

      sessions: Effect.fn("me.sessions")(function* () {
        const who = yield* CurrentCaller
        const items = yield* own.sessions(who)
        return {
          items: items.map(({ address, createdAt, expiresAt, id, rotatedAt, userAgent }) => ({
            id,
            current: id === who.sessionId,
            createdAt,
            renewedAt: rotatedAt,
            expiresAt,
            userAgent,
            address
          }))
        }
      }),

      endSession: Effect.fn("me.endSession")(
        function* ({ params }) {
          yield* own.endSession(yield* CurrentCaller, params.id)
        },
        Effect.catchTag("NoSession", ({ message }) =>
          Effect.fail(new NotFound({ ...saying(message), what: "session" }))
        )
      ),

      endOtherSessions: () =>
        CurrentCaller.pipe(
          Effect.flatMap(own.endOthers),
          Effect.map((ended) => ({ ended }))
        )
    })
  })
)
