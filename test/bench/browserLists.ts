import { createServer, request } from "node:http"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { Status } from "../../src/domain/supervision/Verdict.ts"
import { subscription } from "../browser/madeUp.ts"

/** So many subscriptions of every status; those that record have grown at each round. */
const rows = (many: number, round: number) =>
  Array.from({ length: many }, (_, i) =>
    subscription(i % 2 === 0 ? "recording" : (Status.literals[i % Status.literals.length] ?? "waiting"), i + 1, {
      username: `channel-${String(i + 1).padStart(4, "0")}`,
      session_bytes: 1_000_000 * (round + 1) + i
    })
  )

/**
 * Answers for the list of subscriptions with so many, as the server would, in pages and narrowed by `q`; half of them have grown
 * each time, so that no read finds nothing new. The worst that a page of that size meets.
 */
const growing = (many: number) => {
  let round = 0
  return (asked: URLSearchParams) => {
    const from = Number(asked.get("cursor") ?? 0)
    const limit = Number(asked.get("limit") ?? 100)
    if (from === 0) round += 1
    const all = rows(many, round).filter(({ username }) => username.includes(asked.get("q") ?? ""))
    const json = {
      items: all.slice(from, from + limit),
      next_cursor: from + limit < all.length ? `${from + limit}` : null,
      total: all.length,
      counts: { status: { recording: all.length / 2, waiting: all.length / 2 }, posture: { active: all.length } }
    }
    return { json, headers: { etag: `"${round}"` } }
  }
}

const list = "/api/subscriptions?"

/** Makes a page see that list. */
export const busyList = (page: Page, many: number) => {
  const answer = growing(many)
  return page.route(
    (url) => `${url.pathname}${url.search}`.startsWith(list),
    (route) => route.fulfill(answer(new URL(route.request().url()).searchParams))
  )
}

/** Stands in front of a server and answers for that list itself, so that no browser has to be held up for it; gives its address. */
export const busyFront = (address: string, many: number) => {
  const answer = growing(many)
  const behind = new URL(address)
  return Effect.acquireRelease(
    Effect.callback<{ readonly address: string; readonly close: () => void }>((resume) => {
      const server = createServer((asked, response) => {
        const { url: path = "/", headers, method } = asked
        if (method === "GET" && path.startsWith(list)) {
          const made = answer(new URL(path, address).searchParams)
          response
            .writeHead(200, { "content-type": "application/json", ...made.headers })
            .end(JSON.stringify(made.json))
          return
        }
        const passed = request({ host: behind.hostname, port: behind.port, path, method, headers }, (told) =>
          told.pipe(response.writeHead(told.statusCode ?? 502, told.headers))
        )
        passed.on("error", () => response.destroy())
        asked.pipe(passed)
      })
      server.listen(0, "127.0.0.1", () => {
        const bound = server.address()
        const port = typeof bound === "object" && bound !== null ? bound.port : 0
        resume(Effect.succeed({ address: `http://127.0.0.1:${port}`, close: () => server.close() }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )
}
