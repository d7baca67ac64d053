import { Effect } from "effect"
import type { Overview } from "./Overview.ts"
import type { ListQuery } from "./Paging.ts"
import type { SubscriptionView } from "./Views.ts"
import { subscriptionView } from "./Views.ts"

/** All that a list shows over its pages, at most `most`; and how many more there are. */
export const allPages = Effect.fnUntraced(function* (
  overview: Overview["Service"],
  query: Omit<ListQuery, "cursor" | "limit">,
  most: number
) {
  const all: Array<SubscriptionView> = []
  let cursor: string | null = null
  let total = 0
  do {
    const page: Effect.Success<ReturnType<typeof overview.list>> = yield* overview.list({
      ...query,
      limit: 500,
      cursor
    })
    all.push(...page.items.map(subscriptionView))
    cursor = page.nextCursor
    total = page.total
  } while (cursor !== null && all.length < most)
  const views = all.slice(0, most)
  return { views, remaining: cursor === null ? all.length - views.length : Math.max(0, total - views.length) }
})
