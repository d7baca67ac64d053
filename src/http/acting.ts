import { Effect } from "effect"
import { HttpServerRequest } from "effect/http"
import type { Acting } from "../app/accounts/Auditing.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { Identity } from "./identity/Identity.ts"

/** The caller and the address that the request came from. */
export const acting: Effect.Effect<
  Effect.Effect<Acting, never, CurrentCaller | HttpServerRequest.HttpServerRequest>,
  never,
  Identity
> = Effect.map(Identity, (identity) =>
  Effect.gen(function* () {
    const caller = yield* CurrentCaller
    return { ...caller, address: identity.address(yield* HttpServerRequest.HttpServerRequest) }
  })
)
