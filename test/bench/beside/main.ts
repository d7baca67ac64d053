/**
 * Lets this recorder and streamlink record the same faulty streams at the same time, and prints what each of them has of each as a
 * table: `npm run beside`, after `make build`. streamlink has to be on the PATH. Exit code 1 where streamlink has more of any.
 */
import { spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { Console, Effect } from "effect"
import { type Fault, faults } from "./faults.ts"
import { faultyOrigin, lasts, wholeIn } from "./faultyOrigin.ts"

const program = fileURLToPath(new URL("../../../dist/recorder.js", import.meta.url))

/** Streams at a time: what a machine is too busy for is no merit of anybody's. */
const atOnce = 4

/** Lets a program record until a while after the stream ended, and then ends it as people do. */
const recording = (command: string, args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}) =>
  Effect.callback<void>((resume) => {
    const child = spawn(command, args, { stdio: "ignore", env: { ...process.env, ...env } })
    const stop = setTimeout(() => child.kill("SIGTERM"), 1000 * (lasts + 8))
    child.on("error", (error) => resume(Effect.die(error)))
    child.on("close", () => {
      clearTimeout(stop)
      resume(Effect.void)
    })
  })

const filesIn = (folder: string) =>
  readdirSync(folder).map((name) => wholeIn(new Uint8Array(readFileSync(join(folder, name)))))

/** How many of the segments from one to another are whole in the files of a folder. */
const count = (from: number, to: number, folder: string): number => {
  const whole = new Set(filesIn(folder).flatMap((one) => [...one]))
  return [...whole].filter((n) => n >= from && n <= to).length
}

const compared = Effect.fnUntraced(function* (fault: Fault) {
  const { counted, url } = yield* faultyOrigin(fault)
  const folder = Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "sticky-beside-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  const [ours, theirs] = [yield* folder, yield* folder]
  const flags = ["-s", "beside", "-o", join(ours, "{{.Recording.Unix}}"), "-i", "2s", "--retry-delay", "1s"]
  yield* Effect.all(
    [
      recording(process.execPath, [program, ...flags], { STICKY_URL: url }),
      recording("streamlink", [
        "--retry-streams",
        "1",
        "--retry-open",
        "3",
        "-o",
        join(theirs, "a.ts"),
        `hls://${url}`,
        "best"
      ])
    ],
    { concurrency: 2 }
  )
  const { from, to } = counted()
  return { what: fault.what, of: to - from + 1, ours: count(from, to, ours), theirs: count(from, to, theirs) }
}, Effect.scoped)

const all = Effect.gen(function* () {
  const rows = yield* Effect.forEach(faults, compared, { concurrency: atOnce })
  yield* Console.log("| an origin with | segments | recorded | by streamlink |\n| --- | --- | --- | --- |")
  for (const { of, ours, theirs, what } of rows) yield* Console.log(`| ${what} | ${of} | ${ours} | ${theirs} |`)
  const [more, fewer] = [rows.filter((row) => row.ours > row.theirs), rows.filter((row) => row.ours < row.theirs)]
  yield* Console.log(`more in ${more.length} of ${rows.length}, fewer in ${fewer.length}`)
  process.exitCode = fewer.length === 0 ? 0 : 1
})

await Effect.runPromise(all)
