import { Option } from "effect"
import type { HttpServerRequest } from "effect/http"

/** The address at the other end of the connection; IPv4 in its usual form. */
export const peerOf = (request: HttpServerRequest.HttpServerRequest): string | null =>
  Option.getOrNull(request.remoteAddress)?.replace(/^::ffff:/, "") ?? null
