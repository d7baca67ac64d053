import { type ChildProcess, spawn } from "node:child_process"
import process from "node:process"
import { createInterface } from "node:readline"
import type { Readable, Writable } from "node:stream"
import { Data, Deferred, Effect } from "effect"
import { howToGet, notInstalled } from "./howToGet.ts"
import { endGroup, signalGroup } from "./ProcessGroup.ts"

/** The program can't be run here; the message says how to get it. */
export class NoProgram extends Data.TaggedError("NoProgram")<{ readonly message: string }> {}

/** A program of others that is at work for us. */
export interface Program {
  readonly input: Writable
  readonly output: Readable
  /** Its process group. */
  readonly group: number | undefined
  /** Done when it has ended, however it did. */
  readonly ended: Effect.Effect<Exited>
}

/** How a program ended: by itself with a code, or by a signal. */
export interface Exited {
  readonly code: number | null
  readonly signal: string | null
}

/** How to start a program. */
export interface Invocation {
  readonly name: string
  readonly args: ReadonlyArray<string>
  readonly env?: Readonly<Record<string, string>>
  /** What it can read from descriptor 3, where nobody else can: process arguments stand open to everyone on the machine. */
  readonly secret?: string
  /** Hears each line that it says on its standard error. */
  readonly hears: (line: string) => void
}

/** Milliseconds that a program has for its farewell; a recorder itself has little more. */
const longestFarewell = 700

/** Lines longer than this are cut off. */
const longestLine = 4096

const missing = (name: string, error: Error) => {
  const code = "code" in error ? String(error.code) : error.message
  return new NoProgram({
    message: code === "ENOENT" ? notInstalled(name) : howToGet(name, `can't be run (${code})`)
  })
}

/** The environment without what a recorder alone is told in it. */
const inherited = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("STICKY_")))

const started = ({ args, env, name }: Invocation) =>
  Effect.callback<ChildProcess, NoProgram>((resume) => {
    const child = spawn(name, args, {
      // A group of its own, which is ended whole: some leave helpers of theirs behind.
      detached: true,
      stdio: ["pipe", "pipe", "pipe", "pipe"],
      env: { ...inherited(), ...env }
    })
    child.once("error", (error) => resume(Effect.fail(missing(name, error))))
    child.once("spawn", () => resume(Effect.succeed(child)))
  }).pipe(Effect.uninterruptible)

/** Starts a program in a process group of its own, which ends whole with the scope, and with this process. */
export const start = Effect.fnUntraced(function* (invocation: Invocation) {
  const child = yield* Effect.acquireRelease(started(invocation), ({ pid }) =>
    pid === undefined ? Effect.void : endGroup(pid, longestFarewell)
  )
  const kill = () => child.pid !== undefined && signalGroup(child.pid, "SIGKILL")
  yield* Effect.acquireRelease(
    Effect.sync(() => process.once("exit", kill)),
    () => Effect.sync(() => process.removeListener("exit", kill))
  )
  const ended = yield* Deferred.make<Exited>()
  const { stderr, stdin, stdout } = child
  const secret = child.stdio[3]
  if (stderr === null || stdin === null || stdout === null) return yield* Effect.die("a program without pipes")
  // What it does not read any more is no fault of ours.
  for (const pipe of [stdin, stdout, stderr, secret]) pipe?.on("error", () => undefined)
  createInterface({ input: stderr }).on("line", (line) => invocation.hears(line.slice(0, longestLine)))
  child.once("close", (code, signal) => Deferred.doneUnsafe(ended, Effect.succeed({ code, signal })))
  if (secret !== null && secret !== undefined && "end" in secret) secret.end(invocation.secret ?? "")
  return { input: stdin, output: stdout, group: child.pid, ended: Deferred.await(ended) } satisfies Program
})
