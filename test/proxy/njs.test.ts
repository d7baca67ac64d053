import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import { Effect, FileSystem, Redacted, Schema, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { forgeries } from "../adapters/crypto/forgeries.ts"
import { jwtSecret } from "../http/World.ts"
import { needing, pathOf } from "../Programs.ts"
import { authFile } from "./AuthModule.ts"
import { headed, headers, misfits, signed } from "./misfits.ts"
import { issued, session } from "./Token.ts"

const secret = Redacted.value(jwtSecret)

/** What the check says of each token, by njs itself. */
const judged = Effect.fnUntraced(
  function* (tokens: ReadonlyArray<string>, key = secret) {
    const fs = yield* FileSystem.FileSystem
    const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-njs-" })
    yield* fs.writeFileString(`${folder}/tokens.json`, JSON.stringify(tokens))
    const program = [
      `import auth from ${JSON.stringify(authFile)}`,
      `import fs from "fs"`,
      `const tokens = JSON.parse(fs.readFileSync("${folder}/tokens.json").toString())`,
      `console.log(JSON.stringify(tokens.map((one) => auth.claimed(one, ${JSON.stringify(key)}, 0))))`
    ]
    yield* fs.writeFileString(`${folder}/judge.js`, program.join("\n"))
    const handle = yield* ChildProcess.make(pathOf("njsCommand"), [`${folder}/judge.js`], { stdin: "ignore" })
    const said = yield* handle.all.pipe(Stream.decodeText(), Stream.mkString)
    return yield* Schema.decodeEffect(Schema.fromJsonString(Schema.Array(Schema.String)))(said)
  },
  Effect.scoped,
  Effect.provide(NodeServices.layer)
)

needing("njsCommand")("the proxy's check, run by njs", () => {
  it.effect("S7: believes what the backend issues and no forgery", () =>
    Effect.gen(function* () {
      const token = yield* issued()
      const forged = yield* Effect.forEach(forgeries, ({ forge }) =>
        Effect.promise(() => Promise.resolve(forge(token, secret)))
      )
      assert.isAbove(forged.length, 25)
      const wrong = [...(yield* Effect.forEach(Object.values(misfits), signed)), ...Object.values(headers).map(headed)]
      const [genuine, same, ...others] = yield* judged([token, yield* signed({}), ...forged, ...wrong])
      assert.strictEqual(genuine, `42 admin ${session}`)
      assert.strictEqual(same, genuine)
      assert.deepStrictEqual(
        others,
        [...forged, ...wrong].map(() => "")
      )
    })
  )

  it.effect("a secret of other letters is the same to it as to the backend", () =>
    Effect.gen(function* () {
      const key = "ein Geheimnis für Tests, größer als 32 Bytes, mit 🎥"
      const token = yield* issued(900, Redacted.make(key))
      assert.deepStrictEqual(yield* judged([token], key), [`42 admin ${session}`])
    })
  )
})
