import { Context, Data, type Effect } from "effect"
import type { HttpServerRequest } from "effect/http"
import type { Role } from "../../domain/accounts/User.ts"
import type { SessionId, UserId } from "../../domain/values/Ids.ts"

/** The request carries no identity, or one that can't be believed; callers are not told which. */
export class Unidentified extends Data.TaggedError("Unidentified") {}

/** The session that a request claims, and the role that its user had when the token was made. */
export interface Claim {
  readonly userId: UserId
  readonly sessionId: SessionId
  readonly role: Role
}

/** Which session a request claims. Whether it still stands, and what its user may do, is not decided here. */
export class Identity extends Context.Service<
  Identity,
  {
    readonly claimed: (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<Claim, Unidentified>
    /** The client's address as far as it can be believed. */
    readonly address: (request: HttpServerRequest.HttpServerRequest) => string | null
    /** The host and port that the client's address bar shows. */
    readonly host: (request: HttpServerRequest.HttpServerRequest) => string | null
  }
>()("sticky-dvr/http/identity/Identity") {}
