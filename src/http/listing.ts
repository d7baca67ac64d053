import { Effect } from "effect"
import { type HttpServerRequest, HttpServerResponse } from "effect/http"
import type { Page } from "../app/Overview.ts"

/** A mark of what a list shows: of this revision, to this caller, at this address (FNV-1a, RFC 9110 strong tag). */
export const tagOf = (revision: string, scope: string, url: string): string => {
  let hash = 0x811c9dc5
  for (let i = 0; i < url.length; i++) hash = Math.imul(hash ^ url.charCodeAt(i), 0x01000193)
  return `"${revision}.${scope}.${(hash >>> 0).toString(36)}"`
}

/** Whether the client has the tagged answer already (RFC 9110, 13.1.2). */
export const isKnown = (request: HttpServerRequest.HttpServerRequest, tag: string): boolean => {
  const known = request.headers["if-none-match"]
  return (
    known !== undefined && (known === tag || known.split(",").some((one) => one.trim().replace(/^W\//, "") === tag))
  )
}

/** Kept by the client, asked about each time, and shown to nobody else. */
const caching = "private, no-cache"

/** The page as JSON, its rows already text; or 304 for a client that has it. `page` is not even asked for then. */
export const listAnswer = <Row>(
  request: HttpServerRequest.HttpServerRequest,
  tag: string,
  page: Effect.Effect<Page<Row>>,
  text: (row: Row) => string
): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  const headers = { etag: tag, "cache-control": caching }
  if (isKnown(request, tag)) return Effect.succeed(HttpServerResponse.empty({ status: 304, headers }))
  return Effect.map(page, ({ counts, items, nextCursor, total }) =>
    HttpServerResponse.text(
      `{"items":[${items.map(text).join(",")}],"next_cursor":${JSON.stringify(nextCursor)},"total":${total},"counts":${JSON.stringify(counts)}}`,
      { contentType: "application/json", headers }
    )
  )
}
