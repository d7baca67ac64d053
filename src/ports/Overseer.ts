import { Context, Data, type Effect, type Stream } from "effect"
import type { LinkFault } from "../domain/supervision/LinkFault.ts"
import type { Listing, OverseerEvent } from "../domain/supervision/OverseerEvent.ts"
import type { PoolInfo, QueueRules } from "../domain/supervision/Room.ts"
import type { TaskId } from "../domain/supervision/TaskId.ts"
import type { Instant } from "../domain/values/Time.ts"

/** What comes from the overseer's side, in order. Connections are numbered from 1, each greater than the last. */
export type OverseerNews =
  | { readonly _tag: "up"; readonly connection: number; readonly at: Instant }
  | {
      readonly _tag: "down"
      readonly connection: number
      readonly at: Instant
      readonly why: string
      readonly fault: LinkFault
    }
  /** A dial failed, as it may again and again. */
  | { readonly _tag: "away"; readonly fault: LinkFault }
  | { readonly _tag: "event"; readonly connection: number; readonly event: OverseerEvent; readonly heardAt: Instant }
  /** It offers something else from now on. */
  | { readonly _tag: "offer"; readonly connection: number; readonly offer: Offer }
  /** The overseer is there, whether or not it has anything to tell. */
  | { readonly _tag: "alive"; readonly connection: number; readonly at: Instant }
  /** Lines of a task's output were missed before this one. */
  | { readonly _tag: "missed"; readonly taskId: TaskId; readonly lines: number }

/** The connection that a command was meant for is gone; the command was not sent. */
export class NotConnected extends Data.TaggedError("NotConnected")<{ readonly reason: string }> {
  override get message() {
    return `the overseer can't be reached: ${this.reason}`
  }
}

/** The command was sent and no answer came: only a later list can tell its fate. */
export class NoAnswer extends Data.TaggedError("NoAnswer")<{ readonly command: string }> {
  override get message() {
    return `the overseer did not answer ${this.command} in time`
  }
}

/** How a start was answered. A `refused` one names what stands in its way in the overseer's own words. */
export type StartAnswer =
  | { readonly _tag: "started"; readonly pid: number; readonly at: Instant }
  | { readonly _tag: "queued"; readonly position: number; readonly at: Instant }
  /** Another task records the same source; adopt or await it. */
  | { readonly _tag: "duplicate"; readonly existing: TaskId; readonly message: string }
  /** The overseer's machine is out of processes, memory or files; try later under a new id. */
  | { readonly _tag: "spawn"; readonly message: string }
  /** The pool and its queue are full; try later under a new id. */
  | { readonly _tag: "full"; readonly message: string }
  /** The id is known already; try again under a new one. */
  | { readonly _tag: "known"; readonly message: string }
  /** The overseer is ending: only another connection may lead to one that starts anything. */
  | { readonly _tag: "shutdown"; readonly message: string }
  /** Nothing but other settings or actions will help. */
  | { readonly _tag: "refused"; readonly message: string }

/** A task was not started: what the start was answered. */
export class NotTaken extends Data.TaggedError("NotTaken")<{ readonly answer: StartAnswer }> {}

/** An action that the overseer offers: a driver. `validate` is a CEL expression over `value`. */
export interface DriverInfo {
  readonly name: string
  readonly description: string | null
  readonly params: Readonly<
    Record<string, { readonly description?: string; readonly default?: string; readonly validate?: string }>
  >
  readonly dedupeKey: ReadonlyArray<string>
  /** The addresses it knows: how they begin, the hosts of sites that are its own, what paths end in. Absent where it does not say. */
  readonly schemes?: ReadonlyArray<string>
  readonly hosts?: ReadonlyArray<string>
  readonly endings?: ReadonlyArray<string>
  /** The programs that it needs and that are not installed where it runs, alternatives with | between them. */
  readonly missing?: ReadonlyArray<string>
  readonly limit: number
  /** Its own queue; absent where it has none of its own. */
  readonly queue?: QueueRules
}

/** What is wrong with a file of actions that the overseer reads, in its words. */
export interface ActionFault {
  readonly file: string
  /** Counted from 1; null for the file as a whole. */
  readonly line: number | null
  readonly message: string
}

/** What the overseer offers. */
export interface Offer {
  readonly drivers: ReadonlyArray<DriverInfo>
  readonly faults: ReadonlyArray<ActionFault>
}

type Asked<A> = Effect.Effect<A, NotConnected | NoAnswer>

/**
 * The overseer, over one connection that is dialled again whenever it is lost. Every command names the connection that it is
 * meant for and is never sent on another. What should run is not decided here.
 */
export class Overseer extends Context.Service<
  Overseer,
  {
    /** The machine that it and its recorders are on, as far as its address tells. */
    readonly machine: string | null
    /** Everything from the first dial on, for one consumer; never ends. Consumers must not wait inside. */
    readonly news: Stream.Stream<OverseerNews>
    readonly start: (
      connection: number,
      command: {
        readonly taskId: TaskId
        readonly action: string
        readonly params: Readonly<Record<string, string>>
      }
    ) => Asked<StartAnswer>
    /**
     * Runs a task that ends by itself soon, and hands on the lines of its standard output, which are no news; its exit code. Who doesn't
     * wait for the end stops it.
     */
    readonly shortTask: (
      connection: number,
      command: {
        readonly taskId: TaskId
        readonly action: string
        readonly params: Readonly<Record<string, string>>
      },
      hear: (line: string) => void
    ) => Effect.Effect<number, NotConnected | NoAnswer | NotTaken>
    /** Ends this connection, so that what was sent on it and has not arrived is not delivered later; another one is dialled. */
    readonly leave: (connection: number) => Effect.Effect<void>
    /** Sent once and not acknowledged (docs/overseer-protocol.md): a later list or event shows its effect. */
    readonly stop: (connection: number, taskId: TaskId) => Effect.Effect<void, NotConnected>
    /** Asks for the events of these tasks, known to the overseer or not. */
    readonly subscribe: (connection: number, taskIds: ReadonlyArray<TaskId>) => Effect.Effect<void, NotConnected>
    readonly list: (connection: number) => Asked<Listing>
    /** Asks for what the overseer still has of a task's output, by its clock from `since` on; it comes as events. */
    readonly replay: (connection: number, taskId: TaskId, since?: Instant) => Effect.Effect<void, NotConnected>
    readonly describe: (connection: number) => Asked<Offer>
    /** The slots and the queue of all tasks, or of those of one action. */
    readonly pool: (connection: number, action?: string) => Asked<PoolInfo>
    /** The overseer's own counters since it started, by name. */
    readonly metrics: (connection: number) => Asked<Readonly<Record<string, number>>>
  }
>()("sticky-dvr/ports/Overseer") {}
