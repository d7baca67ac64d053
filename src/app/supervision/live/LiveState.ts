import { Context, type Effect } from "effect"
import type { LinkFault } from "../../../domain/supervision/LinkFault.ts"
import type { TaskRow } from "../../../domain/supervision/OverseerEvent.ts"
import type { Room } from "../../../domain/supervision/Room.ts"
import type { Run } from "../../../domain/supervision/Run.ts"
import type { Closure, StorageGate } from "../../../domain/supervision/StorageGate.ts"
import type { TaskId } from "../../../domain/supervision/TaskId.ts"
import type { NewWorkerEvent } from "../../../domain/supervision/WorkerEvent.ts"
import type { SourceId } from "../../../domain/values/Ids.ts"
import type { Instant } from "../../../domain/values/Time.ts"
import type { ActionFault, DriverInfo, Offer } from "../../../ports/Overseer.ts"
import type { SettingsVersion } from "../../../ports/SettingsStore.ts"
import type { StoredSource } from "../../../ports/Sources.ts"

/** The overseer's link as it is now. `connection` is null while it is down. */
export interface Link {
  readonly connection: number | null
  /** When the link came up or went down. */
  readonly since: Instant
  /** When it last came up; the overseer was heard of from then on until it went down. */
  readonly upSince: Instant | null
  readonly lastHeardAt: Instant | null
  /** Whether a list of this connection has been taken in: before that nothing is known for sure. */
  readonly listed: boolean
  /** Why it is down, as the last try told; null while it is up, and before the first try. */
  readonly fault: LinkFault | null
}

/** Bytes on disk around a file of a run: its own, those of its recording's other files, those of its session's other files. */
export interface Measured {
  readonly file: string
  readonly own: number
  readonly recording: number
  readonly session: number
}

/** What a change means: `sign of life` is only a run that goes on with what it did, which changes no plan. */
export type News = "change" | "sign of life"

export type Listener = (what: SourceId | "all", news: News) => void

/** What happened: a run turned from `before` into `after`, or, with null, something without a run; and the events that it means. */
export interface Happening {
  readonly run: { readonly before: Run | undefined; readonly after: Run } | null
  readonly events: ReadonlyArray<NewWorkerEvent>
}

/**
 * All that this process knows, in memory: what the store holds, what the overseer runs, the settings, the disk. Reads and writes
 * are immediate, so that the reader of the overseer's socket never waits; every write tells the listeners which source it
 * touched, and whoever watches hears what happened. Nothing is decided here, and nothing is stored.
 */
export class LiveState extends Context.Service<
  LiveState,
  {
    readonly link: () => Link
    readonly setLink: (link: Link) => void
    readonly settings: () => SettingsVersion
    readonly setSettings: (settings: SettingsVersion) => void
    /** Whether recordings can go where they belong. */
    readonly storage: () => StorageGate
    /** Also tells of the sources that failed and waited for this probe to know whose failure it was. */
    readonly setStorage: (gate: StorageGate, waiting: ReadonlyArray<SourceId>) => void
    /** The stretches of the last day in which they could not: what failed then is not the source's failure. */
    readonly closures: () => ReadonlyArray<Closure>
    readonly setClosures: (closures: ReadonlyArray<Closure>) => void
    /** How many recorders may run at once, by the settings or else by the machine. */
    readonly mostRecorders: () => number
    /** The overseer's actions that record, by name; null before it has described them. */
    readonly drivers: () => ReadonlyMap<string, DriverInfo> | null
    readonly setOffer: (offer: Offer) => void
    /** What is wrong with the overseer's file of actions. */
    readonly actionFaults: () => ReadonlyArray<ActionFault>
    /** The overseer's action that looks at addresses; null where it has none, as far as is known. */
    readonly look: () => DriverInfo | null
    /** What the overseer said last that it has room for; null before it was asked. */
    readonly room: () => Room | null
    readonly setRoom: (room: Room) => void
    /** The running tasks of other clients, as the overseer listed them last. */
    readonly foreign: () => ReadonlyArray<TaskRow>
    readonly setForeign: (rows: ReadonlyArray<TaskRow>) => void
    /** The machine that recorders run on, as far as that is known. */
    readonly machine: () => string | null
    readonly setMachine: (machine: string | null) => void
    readonly leading: () => boolean
    readonly setLeading: (leading: boolean) => void

    /** What is known of a source beside its runs: what the store holds, joined with what happened since it was read. */
    readonly source: (id: SourceId) => StoredSource | undefined
    readonly sources: () => Iterable<StoredSource>
    /** The sources of a driver whose recorders were blocked by the site since their last reset. */
    readonly blocked: (driver: string) => ReadonlyArray<StoredSource>
    readonly byKey: (driver: string, username: string) => StoredSource | undefined
    /**
     * Takes in what the store holds of these sources, their histories and their runs; if this process leads it knows runs better, save
     * those of sources that were not known and those that an earlier leader may still begin, and joins histories with its own, which otherwise the store's replace. `only` names ids that are gone if they are not among them.
     */
    readonly store: (sources: ReadonlyArray<StoredSource>, only: ReadonlyArray<SourceId> | "all") => void
    /** The same of some of all, of whom listeners hear when all were taken in. */
    readonly storePart: (sources: ReadonlyArray<StoredSource>) => void
    /** Those of all that are supervised were taken in. The first time listeners hear of it. */
    readonly begin: () => void
    /** All were taken in, in parts; those of these ids are gone. */
    readonly complete: (gone: ReadonlyArray<SourceId>) => void
    /** Adds an event that is no run's to its source's history, before the store has it. */
    readonly record: (event: NewWorkerEvent) => void

    readonly run: (taskId: TaskId) => Run | undefined
    /**
     * Puts a run in the place of what was known of it, and what that means into its source's history; what happened. A run of a
     * source that nothing is known of is kept as well.
     */
    readonly apply: (run: Run) => Happening
    readonly runsOf: (id: SourceId) => ReadonlyArray<Run>
    readonly openRuns: () => ReadonlyArray<Run>
    /** The sources that have open runs, known or not. */
    readonly recorded: () => ReadonlySet<SourceId>
    readonly measured: (taskId: TaskId) => Measured | undefined
    readonly setMeasured: (taskId: TaskId, measured: Measured) => void

    /** Calls `listener` at every change from now on, until the returned function is called. */
    readonly listen: (listener: Listener) => () => void
    /** Calls `watcher` with whatever happens from now on, once the state shows it, until the returned function is called. */
    readonly watch: (watcher: (happening: Happening) => void) => () => void
    /** Waits until the store's sources were taken in once: all that is wanted, runs or failed lately; the others may follow. */
    readonly loaded: Effect.Effect<void>
    /** Waits until all were, for those whom somebody waits for: after two seconds it dies with `StoreUnavailable`, or `StillReading`. */
    readonly ready: Effect.Effect<void>
  }
>()("sticky-dvr/app/supervision/live/LiveState") {}
