import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import process from "node:process"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { eventually } from "../../stack/eventually.ts"
import { program, start } from "../Spawned.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "sticky-killed-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
  } catch {
    return false
  }
}

/** Waits until something is true. */
const until = (what: string, is: () => boolean) =>
  eventually(
    what,
    Effect.sync(() => (is() ? Option.some(true) : Option.none()))
  )

describe("a recorder of a page that is killed while a program looks for its stream", () => {
  it.live(
    "S17: leaves neither the program nor what it was told",
    () =>
      Effect.gen(function* () {
        const home = yield* folder
        const told = join(home, "told")
        // A site that never comes to an end keeps it for ever.
        const waiting = `#!/bin/sh\necho "$$ $2" > '${told}.part' && mv '${told}.part' '${told}' && exec sleep 3600\n`
        writeFileSync(join(home, "streamlink"), waiting)
        chmodSync(join(home, "streamlink"), 0o755)
        const flags = ["--engine", "page", "-d", "page", "-s", "test", "-o", join(home, "a")]
        const recorder = yield* start(process.execPath, [program, ...flags], {
          PATH: `${home}:${process.env["PATH"]}`,
          TMPDIR: home,
          STICKY_URL: "http://127.0.0.1:1/news",
          STICKY_LOGIN: "me:planted"
        })
        yield* until("the program", () => existsSync(told))
        const [pid, options = ""] = readFileSync(told, "utf8").trim().split(" ")
        assert.include(readFileSync(options, "utf8"), "planted")
        recorder.child.kill("SIGKILL")
        assert.strictEqual(yield* recorder.exit, "SIGKILL")
        yield* until("its end", () => !isAlive(Number(pid)))
        yield* until("the end of its folder", () => !existsSync(dirname(options)))
      }).pipe(Effect.scoped),
    120_000
  )
})
