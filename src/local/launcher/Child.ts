import { Console, Effect, Fiber, Option, type PlatformError, Stream } from "effect"
import { ChildProcess } from "effect/process"
import * as ProcessFile from "../processes/ProcessFile.ts"
import { stop } from "../processes/stop.ts"
import type { Program } from "./StackPrograms.ts"

export interface Options {
  /** Lower case letters. */
  readonly role: string
  readonly program: Program
  /** Added to the launcher's own environment; undefined takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where the process is noted while it runs, for the successor of a launcher that dies. */
  readonly runDir: string
  /** What its lines of output begin with. */
  readonly prefix: string
  readonly hurry: Effect.Effect<void>
}

type Bytes = Stream.Stream<Uint8Array, PlatformError.PlatformError>

const passOn = (output: Bytes, print: (line: string) => Effect.Effect<void>) =>
  output.pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.runForEach(print),
    Effect.tapCause(Effect.logError),
    Effect.forkScoped
  )

/**
 * Starts a program in a process session of its own, so that a terminal's Ctrl-C reaches only the launcher, and passes its
 * output on line by line. The scope's end stops it: by SIGTERM, and by SIGKILL when that takes over 15 s. `ended` returns,
 * with the cause in words, when it is gone.
 */
export const start = Effect.fn("Child.start")(function* (options: Options) {
  const { program } = options
  const handle = yield* ChildProcess.make(program.command, program.args, {
    cwd: program.cwd,
    env: options.env,
    extendEnv: true,
    detached: true,
    stdin: "ignore",
    forceKillAfter: "2 seconds"
  })
  yield* Effect.acquireRelease(ProcessFile.note(options.runDir, options.role, handle.pid), (noted) =>
    Option.isSome(noted) ? ProcessFile.forget(noted.value) : Effect.void
  )
  const readers = [
    yield* passOn(handle.stdout, (line) => Console.log(options.prefix + line)),
    yield* passOn(handle.stderr, (line) => Console.error(options.prefix + line))
  ]
  // What it started may hold its output open longer than it lives.
  const drained = Effect.timeoutOption(Fiber.awaitAll(readers), "1 second")
  yield* Effect.addFinalizer(() =>
    Effect.andThen(
      stop(handle, { signals: ["SIGTERM", "SIGKILL"], grace: "15 seconds", hurry: options.hurry }),
      drained
    )
  )
  const cause = Effect.match(handle.exitCode, {
    onSuccess: (code) => `exit code ${code}`,
    onFailure: (error) => /SIG[A-Z0-9]+/.exec(String(error.reason.cause ?? error.message))?.[0] ?? "a signal"
  })
  return { pid: Number(handle.pid), ended: Effect.tap(cause, drained) }
})
