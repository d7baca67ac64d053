import type { Page } from "playwright-core"
import { Status } from "../../src/domain/Status.ts"
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
 * Answers the list of subscriptions with so many, as the server would, in pages and narrowed by `q`; half of them have grown each
 * time, so that no read finds nothing new. The worst that a page of that size meets.
 */
export const busyList = (page: Page, many: number) => {
  let round = 0
  return page.route(/\/api\/subscriptions\?/, (route) => {
    const asked = new URL(route.request().url()).searchParams
    const from = Number(asked.get("cursor") ?? 0)
    const limit = Number(asked.get("limit") ?? 100)
    if (from === 0) round += 1
    const all = rows(many, round).filter(({ username }) => username.includes(asked.get("q") ?? ""))
    const next = from + limit < all.length ? `${from + limit}` : null
    return route.fulfill({
      json: {
        items: all.slice(from, from + limit),
        next_cursor: next,
        total: all.length,
        counts: { status: { recording: all.length / 2, waiting: all.length / 2 }, posture: { active: all.length } }
      },
      headers: { etag: `"${round}"` }
    })
  })
}
