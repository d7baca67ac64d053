import { existsSync, readFileSync } from "node:fs"
import { Effect, Schedule, Schema } from "effect"

/** A process that has ended and waits to be collected by its parent; seen only where there is a /proc. */
const zombie = (pid: number): boolean => {
  const path = `/proc/${pid}/stat`
  return existsSync(path) && /\) Z /.test(readFileSync(path, "utf8"))
}

/** True while a process runs. */
export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return !zombie(pid)
  } catch {
    return false
  }
}

export class StillThere extends Schema.TaggedError<StillThere>()("StillThere", { pid: Schema.Int }) {}

/** Waits until a process is no more. */
export const gone = (pid: number) =>
  Effect.suspend(() => (alive(pid) ? Effect.fail(new StillThere({ pid })) : Effect.void)).pipe(
    Effect.retry({ schedule: Schedule.spaced("20 millis"), times: 1500 })
  )
