import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

/** Runs a program, in a folder, and gives what it prints; fails with that when its exit code is not 0. */
const run = Effect.fnUntraced(function* (cwd: string, command: string, ...args: ReadonlyArray<string>) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  // make and vitest put variables here that would speak to the make and the npm started below.
  const env = { MAKEFLAGS: undefined, MAKELEVEL: undefined, NODE_OPTIONS: undefined }
  const handle = yield* spawner.spawn(ChildProcess.make(command, args, { cwd, env, extendEnv: true, stdin: "ignore" }))
  const text = yield* handle.all.pipe(Stream.decodeText(), Stream.mkString)
  assert.strictEqual(yield* handle.exitCode, 0, text)
  return text
}, Effect.scoped)

const program = `
import { strictEqual } from "node:assert"
import { Option, Schema } from "effect"
import * as domain from "sticky-dvr/domain"
strictEqual(domain.postureAfter("pause"), "paused")
strictEqual(Option.getOrUndefined(Schema.decodeOption(domain.Posture)("nothing")), undefined)
`

const typed = `
import { Posture, postureAfter } from "sticky-dvr/domain"
import type { Schema } from "effect"
export const next: Posture = postureAfter("pause")
export const all: Schema.Schema<Posture> = Posture
`

describe("the domain as a library", () => {
  it.live(
    "is built, packed, installed and imported, with its types",
    () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-domain-" })
        const home = process.cwd()
        yield* run(home, "make", "--silent", "build-domain")
        yield* run(home, "npm", "pack", "--silent", "--pack-destination", folder)
        const installed = `${folder}/node_modules/sticky-dvr`
        yield* fs.makeDirectory(installed, { recursive: true })
        const tarball = (yield* fs.readDirectory(folder)).find((name) => name.endsWith(".tgz"))
        yield* run(folder, "tar", "-xzf", tarball ?? "", "--strip-components=1", "-C", installed)
        // What an installation brings besides, without asking a registry.
        yield* fs.symlink(`${home}/node_modules/effect`, `${folder}/node_modules/effect`)

        const files = yield* fs.readDirectory(installed, { recursive: true })
        assert.deepStrictEqual(
          files.filter((name) => !name.startsWith("dist")).sort(),
          ["LICENSE", "README.md", "package.json"].filter((name) => files.includes(name))
        )
        yield* fs.writeFileString(`${folder}/package.json`, `{ "type": "module" }`)
        yield* fs.writeFileString(`${folder}/program.js`, program)
        yield* run(folder, process.execPath, "program.js")
        yield* fs.writeFileString(`${folder}/typed.ts`, typed)
        const options = ["--strict", "--noEmit", "--module", "NodeNext", "--target", "ES2024", "--types", ""]
        yield* run(folder, `${home}/node_modules/.bin/tsc`, ...options, "typed.ts")
      }).pipe(Effect.provide(NodeServices.layer)),
    120_000
  )
})
