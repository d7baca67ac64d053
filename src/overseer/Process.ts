import { type ChildProcessByStdio, spawn as spawnChild } from "node:child_process"
import type { Readable } from "node:stream"
import { Deferred, Effect, Fiber, Schema } from "effect"
import type { Invocation, Stream } from "./core/Action.ts"
import * as Pipe from "./Pipe.ts"

/** A program that could not be run; the message is worded as the overseer's protocol words it. */
export class NotSpawned extends Schema.TaggedError<NotSpawned>()("NotSpawned", { message: Schema.String }) {}

/** Hears the lines of a process; `leave` is waited for now and then, and holds the process up while it lasts. */
export interface Hearer {
  readonly line: (stream: Stream, data: string) => void
  readonly leave: Effect.Effect<void>
}

/** A process that leads a process group of its own. */
export interface Process {
  readonly pid: number
  /**
   * Hands on every line, which have waited until now, and gives the exit code in the end, -1 when a signal ended the
   * process. All that it wrote is heard, but nobody else is waited for longer than a grace after it has gone: a
   * grandchild may hold the pipes for ever.
   */
  readonly attend: (hearer: Hearer) => Effect.Effect<number>
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

const streams = ["stdout", "stderr"] as const

/** How long output may still come after the process has gone. */
const grace = "1 second"

const attach = (child: ChildProcessByStdio<null, Readable, Readable>, pid: number): Process => {
  const gone = Deferred.makeUnsafe<number>()
  child.once("exit", (code) => Deferred.doneUnsafe(gone, Effect.succeed(code ?? -1)))
  child.on("error", () => undefined)
  const pipes = { stdout: Pipe.make(child.stdout), stderr: Pipe.make(child.stderr) }
  return {
    pid,
    attend: Effect.fnUntraced(function* ({ leave, line }) {
      const reading = yield* Effect.forkChild(
        Effect.forEach(streams, (stream) => pipes[stream].read((data) => line(stream, data), leave), {
          concurrency: "unbounded",
          discard: true
        })
      )
      const code = yield* Deferred.await(gone)
      yield* Fiber.await(reading).pipe(Effect.timeoutOption(grace))
      for (const stream of streams) pipes[stream].conclude()
      yield* Fiber.await(reading)
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
            // The inherited environment is what a child gets by contract, but for what our clients alone know.
            env: { ...process.env, OVERSEER_SECRET: undefined, ...env }
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
