import type { HttpServerRequest } from "effect/http"

const harmless = new Set(["GET", "HEAD", "OPTIONS"])

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null)

/** Whether the browser says that the page behind the request is our own; null when nothing is said. */
const ownPage = (request: HttpServerRequest.HttpServerRequest, host: string | null): boolean | null => {
  const site = request.headers["sec-fetch-site"]
  if (site !== undefined && site !== "same-origin" && site !== "none") return false
  const origin = request.headers["origin"]
  if (origin !== undefined) return host !== null && hostOf(origin) === host.toLowerCase()
  return site === undefined ? null : true
}

/**
 * Why a change may not go on as far as its origin is concerned, or null. A page of another site can make a browser send our
 * cookies, but not an Authorization header; so what carries none must come from our own pages, or carry no cookies at all.
 */
export const crossSiteReason = (
  request: HttpServerRequest.HttpServerRequest,
  host: string | null
): "elsewhere" | "untold" | null => {
  if (harmless.has(request.method) || request.headers["authorization"] !== undefined) return null
  const own = ownPage(request, host)
  if (own === false) return "elsewhere"
  return own === true || request.headers["cookie"] === undefined ? null : "untold"
}
