import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { ChildProcess } from "effect/process"
import * as Claim from "../../../src/local/processes/Claim.ts"
import * as ProcessFile from "../../../src/local/processes/ProcessFile.ts"

const folder = FileSystem.FileSystem.use((fs) =>
  fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-claim-" })
)

describe("a claim on a folder", () => {
  it.live("keeps others off until its scope closes", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const place = yield* folder
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* Claim.hold(place, "test")
          const refused = yield* Effect.flip(Effect.scoped(Claim.hold(place, "test")))
          assert.strictEqual(refused.message, `process ${process.pid} already works on ${place}`)
        })
      )
      assert.deepStrictEqual(yield* fs.readDirectory(place), [])
      yield* Claim.hold(place, "test")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("is refused while another process lives that made one, and free once it is dead", () =>
    Effect.gen(function* () {
      const place = yield* folder
      const other = yield* ChildProcess.make("sleep", ["60"], { killSignal: "SIGKILL" })
      yield* ProcessFile.note(place, "test", other.pid)
      const refused = yield* Effect.flip(Effect.scoped(Claim.hold(place, "test")))
      assert.strictEqual(refused.message, `process ${other.pid} already works on ${place}`)
      yield* other.kill()
      yield* Claim.hold(place, "test")
      assert.deepStrictEqual(
        (yield* ProcessFile.read(place)).map((one) => one.pid),
        [process.pid]
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
