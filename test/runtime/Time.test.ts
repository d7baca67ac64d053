import { readdirSync, readFileSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const src = resolve(import.meta.dirname, "../../src")

describe("the time", () => {
  it("is taken one way: no file but those of the runtime asks a clock what the wall clock shows", () => {
    const askers = readdirSync(src, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.startsWith("runtime/"))
      .map((file) => join(src, file))
      .filter((file) =>
        /currentTimeMillis|currentTimeNanos|Date\.now\(|DateTime\.now\b/.test(readFileSync(file, "utf8"))
      )
      .map((file) => relative(src, file))
    assert.deepStrictEqual(askers, [])
  })
})
