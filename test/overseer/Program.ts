import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Deferred, Effect } from "effect"

const main = fileURLToPath(new URL("../../src/overseer/main.ts", import.meta.url))

/** A folder of its own, gone with the scope. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "overseer-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

/** Runs the program in a folder of its own; it is killed when the scope closes, if it lives. */
export const program = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  env: Record<string, string>,
  cwd: string
) {
  const ended = Deferred.makeUnsafe<number | null>()
  let text = ""
  const heard = new Set<() => void>()
  const child: ChildProcess = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [main, ...args], { cwd, env: { PATH: process.env["PATH"] ?? "", ...env } })
    ),
    (running) => Effect.sync(() => running.kill("SIGKILL"))
  )
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      text += chunk
      for (const look of heard) look()
    })
  }
  child.once("close", (code) => Deferred.doneUnsafe(ended, Effect.succeed(code)))
  const says = (pattern: RegExp) =>
    Effect.callback<string>((resume) => {
      const look = () => {
        const found = pattern.exec(text)
        if (found !== null) resume(Effect.succeed(found[1] ?? found[0]))
      }
      heard.add(look)
      look()
    }).pipe(Effect.timeout("30 seconds"))
  return { child, said: () => text, says, ended: Effect.timeout(Deferred.await(ended), "30 seconds") }
})

/** Where it says that it listens. */
export const listening = /listening on (ws:\/\/127\.0\.0\.1:\d+\/ws)/
