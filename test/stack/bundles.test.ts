import { spawnSync } from "node:child_process"
import { join } from "node:path"
import process from "node:process"
import { assert, describe, it } from "@effect/vitest"

const root = join(import.meta.dirname, "../..")

const undici = "NativeModule internal/deps/undici/undici"
const telling = `process.on("exit", () => console.log("undici", process.moduleLoadList.includes("${undici}")))`

/** Starts a bundle with settings that it refuses; its last line says whether undici was loaded by then. */
const lastLine = (bundle: string): string | undefined => {
  const args = ["--import", `data:text/javascript,${encodeURIComponent(telling)}`, join(root, `dist/${bundle}.js`)]
  const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8", env: { OVERSEER_LISTEN: "nowhere" } })
  return stdout.trim().split("\n").at(-1)
}

describe("the bundles of programs that serve", () => {
  it.each(["backend", "overseer", "thumbnailer"])("load no undici that nothing uses: %s", (bundle) => {
    assert.strictEqual(lastLine(bundle), "undici false")
  })
})
