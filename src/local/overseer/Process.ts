import { type ChildProcess, spawn as spawnChild } from "node:child_process"
import { Deferred, Effect, Schema } from "effect"
import type { Invocation, Stream } from "./core/Action.ts"
import * as Lines from "./core/Lines.ts"

/** A program that could not be run; the message is worded as the overseer's protocol words it. */
export class NotSpawned extends Schema.TaggedError<NotSpawned>()("NotSpawned", { message: Schema.String }) {}

/** A process that leads a process group of its own. */
export interface Process {
  readonly pid: number
  /** Hands on each line from now on; before that the process's output waits in its pipes. */
  readonly follow: (line: (stream: Stream, data: string) => void) => void
  /**
   * Waits for the end and gives the exit code, -1 when a signal ended it. Output is read to its end, but for no
   * longer than a grace after the process has gone: a grandchild may hold the pipes for ever.
   */
  readonly ended: Effect.Effect<number>
}

const why: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission denied"],
  ["EAGAIN", "resource temporarily unavailable"],
  ["EMFILE", "too many open files"],
  ["ENFILE", "too many open files in system"],
  ["ENOMEM", "cannot allocate memory"],
  ["ENOTDIR", "not a directory"],
  ["ENOEXEC", "exec format error"],
  ["E2BIG", "argument list too long"],
  ["ERR_INVALID_ARG_VALUE", "invalid argument"],
  ["ENOENT", "no such file or directory"]
])

const refusal = (program: string, error: unknown): NotSpawned => {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  return new NotSpawned({
    message:
      code === "ENOENT" && !program.includes("/")
        ? `exec: ${JSON.stringify(program)}: executable file not found in $PATH`
        : `fork/exec ${program}: ${why.get(code) ?? (error instanceof Error ? error.message : String(error))}`
  })
}

/** How long output may still come after the process has gone. */
const grace = "1 second"

const attach = (child: ChildProcess, pid: number): Process => {
  const gone = Deferred.makeUnsafe<number>()
  const closed = Deferred.makeUnsafe<void>()
  child.once("exit", (code) => Deferred.doneUnsafe(gone, Effect.succeed(code ?? -1)))
  child.once("close", () => Deferred.doneUnsafe(closed, Effect.void))
  child.on("error", () => undefined)
  const finish: Array<() => void> = []

  const follow: Process["follow"] = (line) => {
    for (const stream of ["stdout", "stderr"] as const) {
      const pipe = child[stream]
      let partial = Lines.empty
      pipe?.on("error", () => undefined)
      pipe?.on("data", (chunk: Uint8Array) => {
        const [lines, rest] = Lines.push(partial, chunk)
        partial = rest
        for (const data of lines) line(stream, data)
      })
      finish.push(() => {
        pipe?.destroy()
        for (const data of Lines.flush(partial)) line(stream, data)
        partial = Lines.empty
      })
    }
  }

  return {
    pid,
    follow,
    ended: Effect.gen(function* () {
      const code = yield* Deferred.await(gone)
      yield* Deferred.await(closed).pipe(Effect.timeoutOption(grace))
      for (const done of finish) done()
      return code
    })
  }
}

/** Runs a program without a shell: own process group, no standard input, our folder, our environment and `env`. */
export const spawn = ({ args, env, program }: Invocation): Effect.Effect<Process, NotSpawned> =>
  program === ""
    ? Effect.fail(new NotSpawned({ message: "exec: entrypoint must not be empty after template rendering" }))
    : Effect.callback<Process, NotSpawned>((resume) => {
        try {
          const child = spawnChild(program, args, {
            detached: true,
            stdio: ["ignore", "pipe", "pipe"],
            // The inherited environment is what a child gets by contract; it is not read here.
            // @effect-diagnostics-next-line processEnv:off
            env: { ...process.env, ...env }
          })
          child.once("error", (error) => resume(Effect.fail(refusal(program, error))))
          const { pid } = child
          if (pid === undefined) return
          const attached = attach(child, pid)
          child.once("spawn", () => resume(Effect.succeed(attached)))
        } catch (error) {
          resume(Effect.fail(refusal(program, error)))
        }
      }).pipe(Effect.uninterruptible)

/** Signals a process group; false when nothing of it is left. Signal 0 only asks. */
export const signalGroup = (pid: number, signal: "SIGTERM" | "SIGKILL" | 0): boolean => {
  try {
    process.kill(-pid, signal)
    return true
  } catch {
    return false
  }
}
