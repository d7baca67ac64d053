import { readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

const output = Effect.fnUntraced(function* (command: string, args: ReadonlyArray<string>, cwd = ".") {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const env = { MAKEFLAGS: undefined, MAKELEVEL: undefined }
  const made = ChildProcess.make(command, args, { cwd, env, extendEnv: true, stdin: "ignore" })
  return { text: yield* spawner.string(made), code: Number(yield* spawner.exitCode(made)) }
})

describe("make", () => {
  it.live("alone tells of every target, with what it does", () =>
    Effect.gen(function* () {
      const { text } = yield* output("make", ["--silent"])
      const targets = [...readFileSync("Makefile", "utf8").matchAll(/^\.PHONY: (.+)$/gm)].flatMap(
        ([, name]) => name ?? []
      )
      const told = text.split("\n").flatMap((line) => /^ {2}make (\S+) {2,}\S/.exec(line)?.[1] ?? [])
      assert.isAtLeast(targets.length, 10)
      assert.deepStrictEqual(told, targets)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

describe("whether the installation is what package-lock.json asks for", () => {
  const lock = (version: string, extra = {}) =>
    JSON.stringify({
      packages: {
        "": { name: "x" },
        "node_modules/a": { version, integrity: "sha512-a" },
        "node_modules/elsewhere": { version: "1.0.0", optional: true },
        ...extra
      }
    })
  const present = (packages: object) => JSON.stringify({ packages })
  const a = { "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } }

  const cases: ReadonlyArray<readonly [what: string, wanted: string, found: string | undefined, code: number]> = [
    ["it is, without the packages of other platforms", lock("1.0.0"), present(a), 0],
    ["nothing is installed", lock("1.0.0"), undefined, 1],
    ["another version", lock("2.0.0"), present(a), 1],
    ["another content", lock("1.0.0"), present({ "node_modules/a": { version: "1.0.0", integrity: "sha512-b" } }), 1],
    ["a package is missing", lock("1.0.0", { "node_modules/b": { version: "1.0.0" } }), present(a), 1],
    ["a package too many", lock("1.0.0"), present({ ...a, "node_modules/c": { version: "1.0.0" } }), 1]
  ]

  for (const [what, wanted, found, code] of cases) {
    it.live(what, () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-installed-" })
        yield* fs.makeDirectory(`${folder}/node_modules`)
        yield* fs.writeFileString(`${folder}/package-lock.json`, wanted)
        if (found !== undefined) yield* fs.writeFileString(`${folder}/node_modules/.package-lock.json`, found)
        const result = yield* output(process.execPath, [`${process.cwd()}/tools/installed.mjs`], folder)
        assert.strictEqual(result.code, code)
      }).pipe(Effect.provide(NodeServices.layer))
    )
  }
})
