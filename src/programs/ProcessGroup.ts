import process from "node:process"
import { type Duration, Effect, Schedule } from "effect"

/** Signals a process group; false when nothing of it is left. Signal 0 only asks. */
export const signalGroup = (pid: number, signal: "SIGTERM" | "SIGKILL" | 0): boolean => {
  try {
    process.kill(-pid, signal)
    return true
  } catch {
    return false
  }
}

/** Ends what is left of a process group: it is asked to, and after `patience` killed. */
export const endGroup = Effect.fnUntraced(function* (pid: number, patience: Duration.Input) {
  if (!signalGroup(pid, "SIGTERM")) return
  yield* Effect.sync(() => signalGroup(pid, 0)).pipe(
    Effect.repeat({ while: (left) => left, schedule: Schedule.spaced("20 millis") }),
    Effect.timeoutOption(patience)
  )
  signalGroup(pid, "SIGKILL")
})
