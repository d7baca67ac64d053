import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ChildProcess } from "effect/process"

const root = join(import.meta.dirname, "../..")

/** When a recording was last written, in seconds since the epoch: by its name, which tells its recording's start and its number of 2 s each. */
const writtenAt = (file: string): number => {
  const [, day = "", time = "", number = "0"] = /(\d{4}-\d\d-\d\d)_(\d\d-\d\d-\d\d)_(\d+)\.ts$/.exec(file) ?? []
  return Date.parse(`${day}T${time.replaceAll("-", ":")}Z`) / 1000 + 2 * (Number(number) + 1)
}

/** What a released version left in its data folder, as `make-fixture.sh` kept it. */
export const released = (version: string) => {
  const folder = join(import.meta.dirname, version)
  const read = (file: string) => readFileSync(join(folder, file))
  const recordings = readdirSync(join(folder, "recordings"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".mpegts"))
    .sort()
    .map((file) => ({ file: file.replace(/mpegts$/, "ts"), bytes: read(join("recordings", file)) }))

  /** Fills an empty data folder with it; the database comes by way of its backup. */
  const leaveIn = (dataDir: string) =>
    Effect.gen(function* () {
      const put = (file: string, bytes: Uint8Array) => {
        mkdirSync(dirname(join(dataDir, file)), { recursive: true, mode: 0o700 })
        writeFileSync(join(dataDir, file), bytes, { mode: 0o600 })
      }
      put("jwt-secret", read("jwt-secret"))
      for (const { bytes, file } of recordings) {
        put(join("recordings", file), bytes)
        utimesSync(join(dataDir, "recordings", file), writtenAt(file), writtenAt(file))
      }
      put("../database.gz", gzipSync(read("database.jsonl")))
      const restoring = yield* ChildProcess.make(
        process.execPath,
        [join(root, "dist/admin.js"), "restore", join(dataDir, "../database.gz")],
        { env: { DATA_DIR: dataDir }, extendEnv: true }
      )
      assert.strictEqual(Number(yield* restoring.exitCode), 0)
    }).pipe(Effect.scoped)

  return { secret: read("jwt-secret").toString().trim(), recordings, leaveIn }
}
