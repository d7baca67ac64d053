import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect, FileSystem, Schedule } from "effect"
import { freePort } from "../../src/local/processes/freePort.ts"
import { bundled, program } from "./Backend.ts"
import { judge } from "./bounds.ts"
import { recordingOf720p } from "./made.ts"

const recorders = 50
const rounds = 2
/** Per cent of a core, mebibytes. */
const bounds = { processor: 5, memory: 200 }

const fields = (pid: number | string): ReadonlyArray<string> => {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ")
  } catch {
    return []
  }
}

/** Milliseconds of processor time of a process and of all that it has started and that have ended. */
export const timeWithChildren = (pid: number): number =>
  fields(pid)
    .slice(11, 15)
    .reduce((sum, ticks) => sum + Number(ticks) * 10, 0)

/** Mebibytes of a process, its part of what it shares with others included. */
const memoryOf = (pid: number | string): number => {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")
    return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

const memoryWithChildren = (pid: number): number =>
  readdirSync("/proc")
    .filter((one) => /^\d+$/.test(one) && (Number(one) === pid || Number(fields(one)[1]) === pid))
    .reduce((sum, one) => sum + memoryOf(one), 0)

/** Fifty recorders at work and somebody who looks at all of them, once a minute. */
export const pictures = Effect.gen(function* () {
  yield* bundled
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-bench-pictures-" })
  const recording = recordingOf720p(folder, 20)
  const growth = readFileSync(recording).subarray(0, 188 * 4096)
  const files = Array.from({ length: recorders }, (_, i) => {
    mkdirSync(join(folder, `recordings/hls/s${i}/one`), { recursive: true })
    const file = join(folder, `recordings/hls/s${i}/one/a_00000.ts`)
    copyFileSync(recording, file)
    return file
  })
  const port = yield* freePort(0)
  const { pid } = yield* program(["dist/thumbnailer.js"], {
    HOST: "127.0.0.1",
    PORT: String(port),
    MEDIA_ROOT: join(folder, "recordings"),
    PICTURES_DIR: join(folder, "pictures")
  })
  const get = (path: string) =>
    Effect.tryPromise(() => fetch(`http://127.0.0.1:${port}${path}`).then(({ status }) => status))
  yield* Effect.retry(get("/livez"), Schedule.spaced("50 millis"))

  let most = 0
  yield* Effect.sync(() => {
    most = Math.max(most, memoryWithChildren(pid))
  }).pipe(Effect.repeat(Schedule.spaced("100 millis")), Effect.forkScoped)
  const look = Effect.forEach(files, (_, i) => get(`/hls/s${i}`), { concurrency: "unbounded" })
  yield* look
  let made = 0
  const before = timeWithChildren(pid)
  for (let round = 0; round < rounds; round++) {
    yield* Effect.sleep("60 seconds")
    for (const file of files) appendFileSync(file, growth)
    yield* look
    yield* Effect.sleep("3 seconds")
    made += (yield* look).filter((status) => status === 200).length
  }
  const processor = (timeWithChildren(pid) - before) / (rounds * 600)
  yield* judge(`pictures of ${recorders} recorders of 720p`, [
    { name: "processor", value: processor, unit: "% of a core", bound: { atMost: bounds.processor } },
    { name: "memory, ffmpeg included, at its most", value: most, unit: "MiB", bound: { atMost: bounds.memory } },
    { name: "pictures a minute", value: made / rounds, unit: "", bound: { atLeast: recorders } }
  ])
}).pipe(Effect.scoped, Effect.orDie, Effect.provide(NodeServices.layer))
