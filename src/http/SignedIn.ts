import { Effect, Layer, Option } from "effect"
import { HttpEffect, HttpServerRequest } from "effect/http"
import { RefusalLog } from "../app/accounts/RefusalLog.ts"
import { SessionsCheck } from "../app/accounts/SessionsCheck.ts"
import type { Caller } from "../domain/accounts/User.ts"
import { alsoSet } from "./Answers.ts"
import { AdminOnly, CurrentCaller, SignedIn } from "./api/Identity.ts"
import { Forbidden, NotSignedIn, saying } from "./api/Problems.ts"
import { Identity } from "./identity/Identity.ts"
import { pathOf } from "./NotFound.ts"

/** Finds out who is asking, and lets in those whose session stands. */
export const signedIn = Layer.effect(
  SignedIn,
  Effect.gen(function* () {
    const check = yield* SessionsCheck
    const identity = yield* Identity
    const refusals = yield* RefusalLog
    /** What a session may not do is worth knowing, whichever route refuses it. */
    const notingRefusals = ({ address, userId, username: name }: Caller) =>
      HttpEffect.withPreResponseHandler((request, response) => {
        if (response.status !== 403) return Effect.succeed(response)
        const subject = `${request.method} ${pathOf(request)}`.slice(0, 200)
        return Effect.as(refusals.note({ userId, name, address }, { action: "access.refused", subject }), response)
      })
    const refuse = Effect.andThen(
      alsoSet({ "x-redirect-to": "/login" }),
      Effect.fail(new NotSignedIn(saying("You are not signed in, or no longer. Sign in again.")))
    )
    return SignedIn.of(
      Effect.fnUntraced(function* (respond) {
        const request = yield* HttpServerRequest.HttpServerRequest
        const claimed = yield* Effect.option(identity.claimed(request))
        if (Option.isNone(claimed)) return yield* refuse
        const holder = yield* check.check(claimed.value.userId, claimed.value.sessionId)
        if (Option.isNone(holder)) return yield* refuse
        const caller = { ...holder.value, address: identity.address(request) }
        return yield* Effect.provideService(respond, CurrentCaller, caller).pipe(notingRefusals(caller))
      })
    )
  })
)

export const adminOnly = Layer.succeed(
  AdminOnly,
  Effect.fnUntraced(function* (respond) {
    const { role } = yield* CurrentCaller
    if (role !== "admin") return yield* new Forbidden(saying("Only admins may do this."))
    return yield* respond
  })
)
