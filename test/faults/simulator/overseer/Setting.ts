import type { DriverInfo } from "../../../../src/ports/Overseer.ts"
import type { Recorder } from "./Recorder.ts"
import type { Start, Task } from "./Task.ts"

/** What is heard of the overseer beside what it tells its clients. */
export interface Hooks {
  readonly spawned: (task: Task) => void
  readonly exited: (task: Task) => void
  /** A task found no slot and waits, in the place of another that was evicted for it or in one of its own. */
  readonly queued: (task: Task, evicted: Task | null) => void
  /** A stop reached a process that an earlier one is still ending: the real overseer dies of it, and so does this one. */
  readonly stoppedTwice: (task: Task, by: string) => void
  readonly died: () => void
}

/** What the overseer was configured with, and its machine's moods. */
export interface Setting {
  /** How many tasks run at once; 0 is without limit. */
  limit: number
  /** How many wait: null refuses what finds no slot, 0 is without limit. */
  readonly queueSize: number | null
  /** Whether a start evicts the oldest waiting task when the queue is full. */
  readonly displaces: boolean
  /** Whether a start is still worked on the way out. */
  readonly startsWhileDraining: boolean
  /** How far its clock runs ahead, in milliseconds. */
  skew: number
  /** When its clock was last set by itself; before the beginning if it never was. */
  skewedAt: number
  drivers: ReadonlyArray<DriverInfo>
  readonly refusal: (command: Start) => string | null
  readonly spawnFails: () => string | null
  readonly recorder: (task: Task, process: Parameters<typeof import("./Recorder.ts").makeRecorder>[3]) => Recorder
  /** How long until it is up again after its death. */
  readonly rebirth: () => number
  readonly hooks: Hooks
}
