import type { TaskRow } from "../../domain/supervision/OverseerEvent.ts"
import type { PoolInfo } from "../../domain/supervision/Room.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { Offer, StartAnswer } from "../../ports/Overseer.ts"
import type { Answer } from "./Correlation.ts"
import { startAnswer } from "./startAnswer.ts"

/** `started` and `queued` go to others too, so they must also name the task. */
export const start =
  (taskId: TaskId): Answer<StartAnswer> =>
  (frame) => {
    if (frame._tag === "error") return startAnswer(frame.message, frame.existing)
    if (frame._tag !== "event" || frame.event.taskId !== taskId) return undefined
    const { event } = frame
    if (event._tag === "started") return { _tag: "started", pid: event.pid, at: event.at }
    return event._tag === "queued" ? { _tag: "queued", position: event.position, at: event.at } : undefined
  }

export const list: Answer<ReadonlyArray<TaskRow>> = (frame) => (frame._tag === "tasks" ? frame.rows : undefined)

export const describe: Answer<Offer> = (frame) => (frame._tag === "actions" ? frame.offer : undefined)

export const pool: Answer<PoolInfo> = (frame) => (frame._tag === "pool" ? frame.pool : undefined)

export const metrics: Answer<Readonly<Record<string, number>>> = (frame) =>
  frame._tag === "metrics" ? frame.counters : undefined
