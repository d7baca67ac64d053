import { Effect, Layer, Option } from "effect"
import { HttpServerRequest } from "effect/http"
import { SessionsCheck } from "../app/accounts/SessionsCheck.ts"
import { alsoSet } from "./Answers.ts"
import { AdminOnly, CurrentCaller, SignedIn } from "./api/Identity.ts"
import { Forbidden, NotSignedIn, saying } from "./api/Problems.ts"
import { Identity } from "./identity/Identity.ts"

/** Finds out who is asking, and lets in those whose session stands. */
export const signedIn = Layer.effect(
  SignedIn,
  Effect.gen(function* () {
    const check = yield* SessionsCheck
    const identity = yield* Identity
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
        return yield* Effect.provideService(respond, CurrentCaller, caller)
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
