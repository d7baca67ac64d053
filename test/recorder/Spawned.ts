import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"

export const program = fileURLToPath(new URL("../../src/recorder/main.ts", import.meta.url))

/** A process of a test: what it printed, and ways to wait for more and for its end. */
export interface Spawned {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** Waits until standard output holds `text`. */
  readonly printed: (text: string) => Effect.Effect<void>
  /** The exit code, or the signal that ended it. */
  readonly exit: Effect.Effect<number | string | null>
}

/** Only there to end what hangs: on a busy machine everything may take long. */
const patience = "150 seconds"

/** Starts a process with pipes; killed with the scope if it still runs. */
export const start = (command: string, argv: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}) =>
  Effect.acquireRelease(
    Effect.sync((): Spawned => {
      const child = spawn(command, argv, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe", "pipe"] })
      const texts = { stdout: "", stderr: "" }
      child.stdout?.on("data", (data) => (texts.stdout += data))
      child.stderr?.on("data", (data) => (texts.stderr += data))
      const late = (what: string) => () => Effect.die(`${what}; it printed ${texts.stdout} ${texts.stderr}`)
      return {
        child,
        stdout: () => texts.stdout,
        stderr: () => texts.stderr,
        printed: (text) =>
          Effect.callback<void>((resume) => {
            const look = () => texts.stdout.includes(text) && resume(Effect.void)
            look()
            child.stdout?.on("data", look)
            return Effect.sync(() => child.stdout?.off("data", look))
          }).pipe(Effect.timeoutOrElse({ duration: patience, orElse: late(`it doesn't print ${text}`) })),
        exit: Effect.callback<number | string | null>((resume) => {
          const ended = () => resume(Effect.succeed(child.exitCode ?? child.signalCode))
          if (child.exitCode !== null || child.signalCode !== null) return ended()
          child.once("close", ended)
        }).pipe(Effect.timeoutOrElse({ duration: patience, orElse: late("it doesn't end") }))
      }
    }),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  )
