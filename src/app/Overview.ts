import { Clock, Context, Effect, Layer, Option, Schedule } from "effect"
import type { SourceId, SubscriptionId, UserId } from "../domain/Ids.ts"
import type { SourceKey } from "../domain/Names.ts"
import type { Posture } from "../domain/Posture.ts"
import type { Overrides } from "../domain/Settings.ts"
import type { Facts, State, Status } from "../domain/Status.ts"
import type { Subscription } from "../domain/Subscription.ts"
import type { Instant } from "../domain/Time.ts"
import { judge } from "./Judging.ts"
import { OverviewRows } from "./OverviewRows.ts"
import { page } from "./Paging.ts"
import { Picture } from "./Picture.ts"
import { Reading } from "./Reading.ts"
import { subscriptionView } from "./Views.ts"

/**
 * What all subscribers of a source whose posture is the same see of it. The object stays the same one until something in it
 * changes, so identity tells whether there is anything new; no field depends on the moment of asking.
 */
export interface SharedView {
  readonly driver: string
  readonly username: string
  readonly sourceId: SourceId
  readonly status: Status
  readonly reason: string
  readonly state: State
  readonly workerState: "queued" | "starting" | "running" | "exited" | null
  readonly recordingState: "recording" | "idle" | "sleeping" | null
  readonly pid: number | null
  readonly errorMessage: string | null
  readonly sessionActive: boolean
  readonly sessionStartedAt: Instant | null
  readonly sessionBytes: number
  readonly lastHeartbeat: Instant | null
  readonly lastRecordingAt: Instant | null
  readonly nextStartAt: Instant | null
  readonly queuePosition: number | null
  readonly canonicalUrl: string | null
}

/** One subscription as a page shows it. */
export interface SubscriptionView extends SharedView {
  readonly subId: SubscriptionId
  readonly userId: UserId
  readonly owner: string
  readonly posture: Posture
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** One subscription in a list: what it shares with others, and what is its own. Together they are its view. */
export interface SubscriptionRow {
  readonly shared: SharedView
  readonly own: Subscription
}

/**
 * One source as an admin's list shows it. `status` is that of those who actively want it. The object stays the same one until
 * something in it changes.
 */
export interface SourceView {
  readonly id: SourceId
  readonly driver: string
  readonly username: string
  readonly status: Status
  readonly reason: string
  readonly state: State
  readonly errorMessage: string | null
  readonly pid: number | null
  readonly sessionStartedAt: Instant | null
  readonly sessionBytes: number
  readonly lastHeartbeat: Instant | null
  readonly lastRecordingAt: Instant | null
  readonly nextStartAt: Instant | null
  readonly queuePosition: number | null
  readonly canonicalUrl: string | null
  readonly overrides: Overrides
  /** The recorder runs with settings that are no longer in force. */
  readonly outdated: boolean
  readonly subscribers: ReadonlyArray<{ readonly userId: UserId; readonly owner: string; readonly posture: Posture }>
  readonly createdAt: Instant
}

export type SortKey = "name" | "status" | "created" | "updated" | "recorded"

export interface ListQuery {
  /** Whose subscriptions, or everybody's. */
  readonly scope: UserId | "all"
  /** Part of `driver/username` or of the owner; case makes no difference. */
  readonly q: string
  /** Empty: all. */
  readonly statuses: ReadonlyArray<Status>
  readonly postures: ReadonlyArray<Posture>
  readonly sort: SortKey
  readonly descending: boolean
  /** 1 to 500. */
  readonly limit: number
  /** The `nextCursor` of the page before, or null. */
  readonly cursor: string | null
}

export interface Page<A> {
  readonly items: ReadonlyArray<A>
  readonly nextCursor: string | null
  /** How many match, over all pages. */
  readonly total: number
  /** Of all that match `q`, whatever the other filters say. */
  readonly counts: {
    readonly status: Readonly<Partial<Record<Status, number>>>
    readonly posture: Readonly<Partial<Record<Posture, number>>>
  }
}

/** What is known of the whole, for health, dashboard and metrics. */
export interface Summary {
  readonly connected: boolean
  readonly linkSince: Instant
  readonly lastHeardAt: Instant | null
  readonly leading: boolean
  readonly sources: number
  readonly subscriptions: number
  /** Sources by the status that those who want them see; unwanted ones are not counted. */
  readonly status: Readonly<Partial<Record<Status, number>>>
  readonly outdatedRuns: number
  readonly freeSpace: number | null
}

/**
 * The picture that all lists are answered from: stored rows, the overseer's tasks and the settings, joined in memory and kept
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
    readonly summary: Effect.Effect<Summary>
  }
>()("sticky-dvr/app/Overview") {}

export const layer = Layer.effect(
  Overview,
  Effect.gen(function* () {
    const picture = yield* Picture
    const reading = yield* Reading
    const rows = new OverviewRows(picture)
    const unlisten = picture.listen(rows.touch)
    yield* Effect.addFinalizer(() => Effect.sync(unlisten))
    const now = Effect.map(Clock.currentTimeMillis, (at) => at as Instant)

    /** The rows as of now: what was touched since the last question is judged anew first. */
    const settled = Effect.andThen(
      picture.loaded,
      Effect.map(now, (at) => rows.settle(at))
    )

    // Some statuses change by time alone: holds end, heartbeats stay away.
    yield* now.pipe(
      Effect.map((at) => rows.tick(at)),
      Effect.repeat(Schedule.spaced("1 second")),
      Effect.tapCause(Effect.logError),
      Effect.forkScoped
    )

    return Overview.of({
      list: (query) =>
        Effect.map(settled, () => page(rows.subscriptionsOf(query.scope), { ...query, found: rows.search(query.q) })),
      listSources: (query) =>
        Effect.map(settled, () => {
          const { items, ...rest } = page(rows.allSources(), { ...query, found: rows.search(query.q), postures: [] })
          return { ...rest, items: items.map(({ view }) => view) }
        }),
      subscription: (userId, key) =>
        Effect.map(settled, () => Option.map(Option.fromUndefinedOr(rows.subscription(userId, key)), subscriptionView)),
      source: (key) => Effect.map(settled, () => Option.fromUndefinedOr(rows.source(key))),
      facts: (key) =>
        Effect.map(now, (at) =>
          Option.map(Option.fromUndefinedOr(picture.byKey(key.driver, key.username)), (entry) =>
            judge(picture, at).facts(entry)
          )
        ),
      revision: (scope) => Effect.map(settled, () => rows.revision(scope)),
      refresh: (ids) => Effect.asVoid(reading.read(ids)),
      summary: Effect.map(settled, () => rows.summary())
    })
  })
)
