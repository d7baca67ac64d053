import { Context, Effect, Layer, Option } from "effect"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { Facts } from "../../domain/supervision/Status.ts"
import { shiftedFacts } from "../../domain/supervision/translated.ts"
import type { SourceId, UserId } from "../../domain/values/Ids.ts"
import * as Loop from "../../runtime/Loop.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { assess } from "../supervision/assessment/Assessment.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { Reading } from "../supervision/live/Reading.ts"
import { OverviewRows } from "./OverviewRows.ts"
import { type ListQuery, type Page, page } from "./Paging.ts"
import type { Summary } from "./Summary.ts"
import { type SourceView, type SubscriptionRow, type SubscriptionView, subscriptionView } from "./Views.ts"

/**
 * What all lists are answered from: stored rows, the overseer's tasks and the settings, joined in memory and kept
 * true by changes themselves. Who may see what is not decided here.
 */
export class Overview extends Context.Service<
  Overview,
  {
    readonly list: (query: ListQuery) => Effect.Effect<Page<SubscriptionRow>>
    readonly listSources: (query: Omit<ListQuery, "scope" | "postures">) => Effect.Effect<Page<SourceView>>
    readonly subscription: (userId: UserId, key: SourceKey) => Effect.Effect<Option.Option<SubscriptionView>>
    readonly source: (key: SourceKey) => Effect.Effect<Option.Option<SourceView>>
    /** What the status of a source was computed from, for its chain of reasons. */
    readonly facts: (key: SourceKey) => Effect.Effect<Option.Option<Facts>>
    /** A text that changes whenever a list of this scope may; it is good for an entity tag. */
    readonly revision: (scope: UserId | "all") => Effect.Effect<string>
    /** Re-reads these sources from the store, so that what was just written is seen by the next question. */
    readonly refresh: (ids: ReadonlyArray<SourceId>) => Effect.Effect<void>
    /** What is known now, without any waiting. */
    readonly summary: Effect.Effect<Summary>
  }
>()("sticky-dvr/app/lists/Overview") {}

export const layer = Layer.effect(
  Overview,
  Effect.gen(function* () {
    const live = yield* LiveState
    const reading = yield* Reading
    const time = yield* timeline
    const rows = new OverviewRows(live, time)
    const unlisten = live.listen(rows.touch)
    yield* Effect.addFinalizer(() => Effect.sync(unlisten))

    /** The rows as of now: what was touched since the last question is judged anew first. */
    const settled = Effect.andThen(
      live.ready,
      Effect.sync(() => rows.settle())
    )

    // Some statuses change by time alone: holds end, heartbeats stay away.
    yield* Loop.run(
      "statuses that change by time",
      Effect.andThen(
        Effect.sync(() => rows.tick()),
        Effect.sleep("1 second")
      )
    )

    return Overview.of({
      list: (query) =>
        Effect.map(settled, () => page(rows.subscriptionsOf(query.scope), { ...query, matches: rows.search(query) })),
      listSources: (query) =>
        Effect.map(settled, () => {
          const { items, ...rest } = page(rows.allSources(), { ...query, matches: rows.search(query), postures: [] })
          return { ...rest, items: items.map(({ view }) => view) }
        }),
      subscription: (userId, key) =>
        Effect.map(settled, () => Option.map(Option.fromUndefinedOr(rows.subscription(userId, key)), subscriptionView)),
      source: (key) => Effect.map(settled, () => Option.fromUndefinedOr(rows.source(key))),
      facts: (key) =>
        Effect.sync(() =>
          Option.map(Option.fromUndefinedOr(live.byKey(key.driver, key.username)), (stored) =>
            shiftedFacts(assess(live, time.now()).facts(stored), time.ahead())
          )
        ),
      revision: (scope) => Effect.map(settled, () => rows.revision(scope)),
      refresh: (ids) => Effect.asVoid(reading.read(ids)),
      // Health is asked while the store is away, too.
      summary: Effect.sync(() => {
        rows.settle()
        return rows.summary()
      })
    })
  })
)
