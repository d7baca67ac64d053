import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { record, stopped } from "./Rig.ts"
import { bytes, scriptedOrigin, text } from "./ScriptedOrigin.ts"
import { playlist, segmentsIn, transport } from "./streams.ts"

describe("cookies", () => {
  it.live("go to the channel's host and to no other, and are never printed", () =>
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      const elsewhere = site.url.replace("127.0.0.1", "localhost")
      site.answer("/live.m3u8", text(playlist(0, 1).replace("1.ts", `${elsewhere}/1.ts`)))
      for (const n of [0, 1]) site.answer(`/${n}.ts`, bytes(transport(n)))
      const flags = ["-c", "session=planted-secret", "-a", "Mozilla/5.0 test", "--log-level", "debug"]
      const rig = yield* record(`${site.url}/live.m3u8`, flags)
      yield* site.next("/live.m3u8", 2)
      yield* stopped(rig)
      const cookies = (path: string) => site.asked.find((request) => request.path === path)?.headers.cookie
      assert.strictEqual(cookies("/live.m3u8"), "session=planted-secret")
      assert.strictEqual(cookies("/0.ts"), "session=planted-secret")
      assert.strictEqual(cookies("/1.ts"), undefined)
      assert.isTrue(site.asked.every(({ headers }) => headers["user-agent"] === "Mozilla/5.0 test"))
      const headers = new Set(site.asked.flatMap((request) => Object.keys(request.headers)))
      assert.deepStrictEqual(headers, new Set(["cookie", "user-agent", "host", "connection"]))
      assert.strictEqual((yield* rig.event("STARTUP"))["cookies"], "set")
      assert.notInclude(JSON.stringify(rig.lines), "planted")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

describe("a file that is already there", () => {
  it.live("is left alone", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const directory = yield* fs.makeTempDirectoryScoped()
      yield* fs.writeFileString(`${directory}/test.ts`, "precious")
      const site = yield* scriptedOrigin
      site.answer("/live.m3u8", text(playlist(0, 1)))
      for (const n of [0, 1]) site.answer(`/${n}.ts`, bytes(transport(n)))
      const rig = yield* record(`${site.url}/live.m3u8`, ["-o", `${directory}/{{.Source}}`])
      yield* site.next("/live.m3u8", 2)
      yield* stopped(rig)
      assert.strictEqual(yield* fs.readFileString(`${directory}/test.ts`), "precious")
      assert.deepStrictEqual(rig.files(), [`${directory}/test-2.ts`])
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 1])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
