import { Context } from "effect"
import { HttpApiMiddleware } from "effect/http-api"
import type { Caller } from "../../domain/accounts/User.ts"
import {
  AddressTooLong,
  BadRequest,
  CrossSite,
  Forbidden,
  NotSignedIn,
  PayloadTooLarge,
  ServerError,
  Unavailable,
  UnsupportedMediaType
} from "./Problems.ts"

/** Who is asking, as the session says it now. */
export class CurrentCaller extends Context.Service<CurrentCaller, Caller>()("sticky-dvr/http/api/CurrentCaller") {}

/** Lets in those whose session stands. */
export class SignedIn extends HttpApiMiddleware.Service<SignedIn, { provides: CurrentCaller }>()(
  "sticky-dvr/http/api/SignedIn",
  { error: NotSignedIn }
) {}

/** Lets admins through; `SignedIn` goes outside it. */
export class AdminOnly extends HttpApiMiddleware.Service<AdminOnly, { requires: CurrentCaller }>()(
  "sticky-dvr/http/api/AdminOnly",
  { error: Forbidden }
) {}

/** What every route refuses or may fail with. */
export class WellFormed extends HttpApiMiddleware.Service<WellFormed>()("sticky-dvr/http/api/WellFormed", {
  error: [AddressTooLong, BadRequest, CrossSite, PayloadTooLarge, UnsupportedMediaType, ServerError, Unavailable]
}) {}
