import { Context, type Effect, type Option } from "effect"
import type { Overrides } from "../domain/settings/Settings.ts"
import type { Address } from "../domain/subscriptions/Address.ts"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import type { Subscription } from "../domain/subscriptions/Subscription.ts"
import type { History } from "../domain/supervision/History.ts"
import type { Run } from "../domain/supervision/Run.ts"
import type { Closure } from "../domain/supervision/StorageGate.ts"
import type { SourceId } from "../domain/values/Ids.ts"
import type { Instant } from "../domain/values/Time.ts"
import type { SettingsChanged } from "./SettingsStore.ts"

/** A source with all that the store knows and the rules need. */
export interface StoredSource {
  readonly id: SourceId
  readonly driver: string
  readonly username: string
  readonly createdAt: Instant
  /** How many resets and restarts were asked of it so far, and how many with the last restart; 0 without one. */
  readonly asked: number
  readonly restartAsked: number
  /** Where it is; null where its name tells its recorder. */
  readonly address: Address | null
  readonly overrides: Overrides
  /** How often they were saved. */
  readonly overridesVersion: number
  readonly subscriptions: ReadonlyArray<Subscription>
  readonly history: History
  /**
   * The runs that have not ended, as stored (`start` and `stop` carry connection 0 and `lostAt` = `readAt`), and of those that ended the
   * one that was made last; in the order in which they were made.
   */
  readonly runs: ReadonlyArray<Run>
  readonly lastRecordingAt: Instant | null
}

/**
 * Single ones, all of them, or those without which nothing can be supervised: at least all that are actively wanted, have a run that is
 * not over, or failed lately.
 */
export type WhichSources = ReadonlyArray<SourceId> | "all" | "supervised"

/** What a source has of its own. */
export type OwnValues = Pick<StoredSource, "address" | "overrides" | "overridesVersion">

/** A source that is there now, if it was not before. */
export interface EnsuredSource extends OwnValues {
  readonly id: SourceId
}

/** Sources, and all that is stored of them. */
export class Sources extends Context.Service<
  Sources,
  {
    /**
     * These sources by id; unknown ids are left out. `readAt` marks commands without a witness; what
     * failed before `horizon`, the longest error window before `readAt` unless given, decides nothing any more.
     */
    readonly load: (
      which: WhichSources,
      readAt: Instant,
      horizon?: Instant
    ) => Effect.Effect<ReadonlyArray<StoredSource>>
    /**
     * All sources in one moment, part by part: each is given to `take` as soon as it was read, so that no more than a part
     * is held beside what `take` keeps. First come those that are supervised; `supervised` is called when all of them were given.
     */
    readonly loadAll: (
      readAt: Instant,
      horizon: Instant,
      take: (some: ReadonlyArray<StoredSource>) => void,
      supervised: () => void
    ) => Effect.Effect<void>
    /** The stretches in which nothing could be recorded for lack of storage, those that ended before `since` left out. */
    readonly closures: (since: Instant) => Effect.Effect<ReadonlyArray<Closure>>
    readonly find: (key: SourceKey) => Effect.Effect<Option.Option<SourceId>>
    /** Makes those of these sources that there are not yet; what all of them have of their own, in the same order. Each is named once. */
    readonly ensure: (keys: ReadonlyArray<SourceKey>, at: Instant) => Effect.Effect<ReadonlyArray<EnsuredSource>>
    /** What a source has of its own; within `Atomically` nobody else changes that until the unit ends. */
    readonly own: (id: SourceId) => Effect.Effect<Option.Option<OwnValues>>
    /** Stores a reset and its event, in one unit: it strikes whatever happened before so much was asked. */
    readonly reset: (id: SourceId, at: Instant, by: string) => Effect.Effect<void>
    /** Asks for the runs made so far to be replaced, of these sources; the number of sources that there are. */
    readonly restart: (ids: ReadonlyArray<SourceId>) => Effect.Effect<number>
    /** Replaces a source's own settings if they are still those of version `expected`. */
    readonly setOverrides: (
      id: SourceId,
      overrides: Overrides,
      expected: number
    ) => Effect.Effect<void, SettingsChanged>
    /** Replaces where a source is, and its own settings with it, under the same condition. */
    readonly setAddress: (
      id: SourceId,
      address: Address | null,
      overrides: Overrides,
      expected: number
    ) => Effect.Effect<void, SettingsChanged>
  }
>()("sticky-dvr/ports/Sources") {}
