import { Effect, Random } from "effect"
import { type HttpServerRequest, HttpServerResponse } from "effect/http"
import { decodeCursor } from "../app/lists/Cursor.ts"
import type { Page } from "../app/lists/Paging.ts"
import { BadRequest, saying } from "./api/Problems.ts"
import { KeptAnswers } from "./KeptAnswers.ts"

/** Whether the client has the tagged answer already (RFC 9110, 13.1.2). */
export const isKnown = (request: HttpServerRequest.HttpServerRequest, tag: string): boolean => {
  const known = request.headers["if-none-match"]
  return (
    known !== undefined && (known === tag || known.split(",").some((one) => one.trim().replace(/^W\//, "") === tag))
  )
}

const broken = "is the next_cursor of the page before, as it was answered"

/** A list's cursor, null for its first page; one that no page answered is refused. */
export const cursorOf = (cursor: string | undefined): Effect.Effect<string | null, BadRequest> =>
  cursor === undefined || decodeCursor(cursor) !== null
    ? Effect.succeed(cursor ?? null)
    : Effect.fail(
        new BadRequest({
          ...saying(`The request can't be used: cursor: ${broken}.`),
          errors: [{ field: "cursor", message: broken }]
        })
      )

/** A list that is asked for: whose it is, at which address, and what its rows look like. */
export interface Asked<Row> {
  readonly request: HttpServerRequest.HttpServerRequest
  /** Changes whenever the list may. */
  readonly revision: string
  /** Who sees it: callers of different scopes get different lists. */
  readonly scope: string
  readonly page: Effect.Effect<Page<Row>>
  readonly row: (row: Row) => object
}

/**
 * Answers lists: with 304 for a client that has the list, without asking for a page at all; else with a text made once for all
 * who see the same. Revisions are counted by each process anew, so tags also name the process.
 */
export const listing = Effect.gen(function* () {
  const process = (yield* Random.nextIntBetween(0, 2 ** 53 - 1)).toString(36)
  const kept = new KeptAnswers()

  return <Row>({
    page,
    request,
    revision,
    row,
    scope
  }: Asked<Row>): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
    // Kept by the client, asked about each time, and shown to nobody else. Tags belong to an address, so they need not name it.
    const etag = `"${process}.${revision}.${scope}"`
    const headers = { etag, "cache-control": "private, no-cache" }
    if (isKnown(request, etag)) return Effect.succeed(HttpServerResponse.empty({ status: 304, headers }))
    const form = { contentType: "application/json", headers }
    const key = `${etag} ${request.url}`
    const known = kept.get(key)
    if (known !== undefined) return Effect.succeed(HttpServerResponse.uint8Array(known, form))
    // As text: bytes would lie outside of the heap, and each megabyte of them bring its next full collection nearer.
    return Effect.map(page, ({ counts, items, nextCursor, total }) =>
      HttpServerResponse.text(
        kept.made(key, JSON.stringify({ items: items.map(row), next_cursor: nextCursor, total, counts })),
        form
      )
    )
  }
})
