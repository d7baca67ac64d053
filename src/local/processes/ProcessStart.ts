import { Effect, FileSystem, Option } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

/** A process and the mark of its start: together they never name another process, though pids are used again. */
export interface ProcessIdentity {
  readonly pid: number
  readonly started: string
}

/** Reads `/proc/PID/stat`; ticks since boot are unique only together with the boot they count from. */
export const startFromProc = Effect.fnUntraced(function* (pid: number) {
  const fs = yield* FileSystem.FileSystem
  const read = (path: string) => Effect.option(fs.readFileString(path))
  const stat = yield* read(`/proc/${pid}/stat`)
  const boot = yield* read("/proc/sys/kernel/random/boot_id")
  if (Option.isNone(stat)) return Option.none<string>()
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  const fields = stat.value.slice(stat.value.lastIndexOf(")") + 2).split(" ")
  const state = fields[0] ?? "X"
  const ticks = fields[19]
  if ("ZXx".includes(state) || ticks === undefined) return Option.none<string>()
  return Option.some(`${Option.getOrElse(boot, () => "").slice(0, 8)}-${ticks}`)
})

/** Asks `ps`, for systems without `/proc`. */
export const startFromPs = Effect.fnUntraced(function* (pid: number) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const ps = ChildProcess.make("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
    env: { LC_ALL: "C", TZ: "UTC" },
    extendEnv: true,
    stderr: "ignore"
  })
  const line = (yield* Effect.orElseSucceed(spawner.string(ps), () => "")).trim()
  if (line === "" || line.startsWith("Z")) return Option.none<string>()
  return Option.some(line.replace(/^\S+\s+/, "").replace(/[^A-Za-z0-9]/g, ""))
})

/** When the process started, as a mark to compare; none for a process that is gone or only a zombie. */
export const startOf = Effect.fnUntraced(function* (pid: number) {
  const fs = yield* FileSystem.FileSystem
  const proc = yield* Effect.orElseSucceed(fs.exists("/proc/self/stat"), () => false)
  return yield* proc ? startFromProc(pid) : startFromPs(pid)
})

/** Whether this very process, not a later one with its pid, is alive. */
export const isAlive = (identity: ProcessIdentity) =>
  Effect.map(startOf(identity.pid), (started) => Option.contains(started, identity.started))
