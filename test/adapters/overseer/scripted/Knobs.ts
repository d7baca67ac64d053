import { Effect } from "effect"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { Instant } from "../../../../src/domain/values/Time.ts"
import { type DriverInfo, NotTaken } from "../../../../src/ports/Overseer.ts"

export interface StartCommand {
  readonly taskId: TaskId
  readonly action: string
  readonly params: Readonly<Record<string, string>>
}

/** A command as the client sent it, whether or not it arrived. */
export type Sent = { readonly at: Instant; readonly connection: number } & (
  | ({ readonly _tag: "start" } & StartCommand)
  | { readonly _tag: "stop"; readonly taskId: TaskId }
  | { readonly _tag: "replay"; readonly taskId: TaskId; readonly since: Instant | null }
  | { readonly _tag: "subscribe"; readonly taskIds: ReadonlyArray<TaskId> }
  | { readonly _tag: "list" | "describe" | "pool" | "metrics" }
)

export type Command = Sent["_tag"]

/**
 * What becomes of one command. `lost`: the connection dies as it is written, it never arrives. `late`: the connection dies, and
 * the command arrives `ms` later all the same. `unanswered`: it is worked, and the connection dies before the answer.
 * `ignored`: it never arrives, the connection lives on. `slow`: the overseer takes `ms` to get to it, what follows waits behind.
 * `answeredLate`: worked at once; its answer, and whatever the overseer says after it, comes `ms` later.
 */
export type Fate =
  | { readonly _tag: "lost" | "unanswered" | "ignored" }
  | { readonly _tag: "late" | "slow" | "answeredLate"; readonly ms: number }

/** What a test may turn while the overseer runs. */
export interface ServerKnobs {
  /** How many tasks run at once; 0 is without limit. A driver's own limit holds besides. */
  limit: number
  /** How many wait: `null` refuses when full, 0 is without limit. */
  queueSize: number | null
  /** Whether the queue is told in each action's description, as the real one does where it is the action's own. */
  describesQueue: boolean
  /** Whether a start evicts the oldest waiting task when the queue is full, as the real one does unless told otherwise. */
  displace: boolean
  /** How long a process takes to end after a stop, in milliseconds; `never` is one that ignores it. */
  stopTakes: number | "never"
  /** The exit code after a stop. */
  stopCode: number
  /** Whether a second stop kills the overseer with all its processes, as the real one's does. It is counted either way. */
  panics: boolean
  drivers: ReadonlyArray<DriverInfo>
  /** Actions that answer every start with this text. */
  refusals: Map<string, string>
}

/** What a test may turn at any time. All times in milliseconds. */
export interface Knobs extends ServerKnobs {
  /** How long every command travels. */
  toOverseer: number
  /** How long every answer and event travels. */
  toClient: number
  /** How long after a loss the next connection is open; null is never, until `connect`. */
  redialAfter: number | null
  startDeadline: number
  deadline: number
  /** What becomes of a short task; without a word of a test it is of an action that nobody knows. */
  shortTask: (command: StartCommand, hear: (line: string) => void) => Effect.Effect<number, NotTaken>
  /** How far the overseer's clock runs ahead of ours. */
  skew: number
}

export interface Options extends Partial<Knobs> {
  /** Whether the first connection is open from the beginning; true unless given. */
  readonly connected?: boolean
}

const hls: DriverInfo = {
  name: "hls",
  description: null,
  params: {
    source: {},
    out: {},
    resolution: { default: "720", validate: 'value in ["480", "720", "1080"]' },
    check_interval: { default: "1m" },
    segment_length: { default: "0" },
    heartbeat_interval: { default: "30s" },
    url: { default: "", validate: 'value.matches("^(https?://.*)?$")' },
    inward: { default: "" },
    headers: { default: "" },
    login: { default: "" },
    proxy: { default: "" }
  },
  schemes: ["http", "https"],
  dedupeKey: ["source"],
  limit: 0
}

export const knobs = (options: Options): Knobs => ({
  limit: 0,
  queueSize: 0,
  describesQueue: true,
  displace: true,
  stopTakes: 0,
  stopCode: 0,
  panics: false,
  drivers: [hls],
  refusals: new Map(),
  toOverseer: 0,
  toClient: 0,
  redialAfter: 300,
  shortTask: ({ action }) => {
    const message = `unknown action: "${action}"`
    return Effect.fail(new NotTaken({ answer: { _tag: "refused", message } }))
  },
  startDeadline: 15_000,
  deadline: 10_000,
  skew: 0,
  ...options
})

/** The actions as they are described, each with the one queue as its own where that is told. */
export const described = ({ describesQueue, drivers, queueSize }: ServerKnobs): ReadonlyArray<DriverInfo> =>
  describesQueue
    ? drivers.map((driver) => ({ ...driver, queue: { enabled: queueSize !== null, size: queueSize ?? 0 } }))
    : drivers
