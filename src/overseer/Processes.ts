import { type Duration, Effect, FiberSet, Schedule } from "effect"
import { endGroup, signalGroup } from "../programs/ProcessGroup.ts"
import type { Invocation, Stream } from "./core/Action.ts"
import { type Process, spawn } from "./Process.ts"

/** What is heard of a process, in this order: `started` once, lines, `ended` once. */
export interface Listener {
  readonly started: (pid: number) => void
  readonly line: (pid: number, stream: Stream, data: string) => void
  /** Waited for now and then between lines; the process is held up while it lasts. */
  readonly leave: Effect.Effect<void>
  /** The exit code, -1 when a signal ended it. */
  readonly ended: (pid: number, code: number) => void
}

/** How long a group may take to end after SIGTERM before it is killed. */
const patience: Duration.Input = "5 seconds"

/**
 * The process groups in our care. What a process leaves behind in its group ends with it, and whatever is left when
 * the scope closes, or when this program exits some other way, is killed.
 */
export const make = Effect.gen(function* () {
  const run = yield* FiberSet.makeRuntime()
  const groups = new Map<number, Process>()

  const killAll = () => {
    for (const pid of groups.keys()) signalGroup(pid, "SIGKILL")
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => process.once("exit", killAll)),
    () =>
      Effect.sync(() => {
        killAll()
        process.removeListener("exit", killAll)
      })
  )

  const background = (work: Effect.Effect<void>) =>
    run(Effect.tapCause(work, (cause) => Effect.logError("care of a process", cause)))

  const attend = Effect.fnUntraced(function* (child: Process, listener: Listener) {
    const { leave, line } = listener
    const code = yield* child.attend({ leave, line: (stream, data) => line(child.pid, stream, data) })
    listener.ended(child.pid, code)
    yield* endGroup(child.pid, patience)
    groups.delete(child.pid)
  })

  return {
    /** Runs a program; done once it has started. */
    run: (invocation: Invocation, listener: Listener) =>
      Effect.map(spawn(invocation), (child) => {
        groups.set(child.pid, child)
        listener.started(child.pid)
        background(attend(child, listener))
      }).pipe(Effect.uninterruptible),

    /** Asks a process group to end, and kills it when it has not after five seconds. */
    terminate: (pid: number): void => {
      const target = groups.get(pid)
      signalGroup(pid, "SIGTERM")
      const kill = Effect.sync(() => {
        if (target !== undefined && groups.get(pid) === target) signalGroup(pid, "SIGKILL")
      })
      background(Effect.delay(kill, patience))
    },

    /** Waits until no group is left. */
    gone: Effect.sync(() => groups.size).pipe(
      Effect.repeat({ until: (left) => left === 0, schedule: Schedule.spaced("20 millis") }),
      Effect.asVoid
    )
  }
})
