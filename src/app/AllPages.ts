import { Effect } from "effect"
import type { ListQuery, Overview, SubscriptionView } from "./Overview.ts"
import { subscriptionView } from "./Views.ts"

/** All that a list shows over its pages, at most `most`. */
export const allPages = Effect.fnUntraced(function* (
  overview: Overview["Service"],
  query: Omit<ListQuery, "cursor" | "limit">,
  most: number
) {
  const all: Array<SubscriptionView> = []
  let cursor: string | null = null
  do {
    const page: Effect.Success<ReturnType<typeof overview.list>> = yield* overview.list({
      ...query,
      limit: 500,
      cursor
    })
    all.push(...page.items.map(subscriptionView))
    cursor = page.nextCursor
  } while (cursor !== null && all.length < most)
  return all.slice(0, most)
})
