import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

const Versioned = Schema.fromJsonString(Schema.Struct({ version: Schema.String }))

const versionIn = (file: string) => Schema.decodeSync(Versioned)(readFileSync(file, "utf8")).version

describe("VERSION", () => {
  const version = readFileSync("VERSION", "utf8").trim()

  it("is three numbers", () => assert.match(version, /^\d+\.\d+\.\d+$/))

  it("is the version in package.json and package-lock.json", () => {
    assert.strictEqual(versionIn("package.json"), version)
    assert.strictEqual(versionIn("package-lock.json"), version)
  })
})
