import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import * as Converter from "../../src/adapters/converter/Converter.ts"
import { Thumbnailer } from "../../src/ports/Thumbnailer.ts"
import { serve } from "../../src/thumbnailer/Server.ts"
import { needing, pathOf } from "../Programs.ts"
import { eventually } from "../stack/eventually.ts"
import { made, rig, sizeOf } from "./Rig.ts"

needing("ffmpeg")("the thumbnailer's server", () => {
  const served = Effect.fnUntraced(function* (path: string) {
    const { pictures, put } = yield* rig
    put("hls/a/one/a_00000.ts", made().ts)
    const port = yield* serve(yield* pictures, { host: "127.0.0.1", port: 0 }, path)
    return port
  })
  /** Its figures, once it tells them in time. */
  const asked = (port: number) =>
    eventually(
      "figures",
      Effect.map(
        Thumbnailer.use(({ figures }) => figures),
        (told) => (told._tag === "known" ? Option.some(told.value) : Option.none())
      )
    ).pipe(Effect.provide(Converter.thumbnailer(`ws://127.0.0.1:${port}/ws`)))

  it.live("gives pictures by their paths and nothing else, and tells the backend how it fares", () =>
    Effect.gen(function* () {
      const port = yield* served(pathOf("ffmpeg").replace(/\/[^/]+$/, ""))
      const get = (path: string, method = "GET") =>
        Effect.promise(() => fetch(`http://127.0.0.1:${port}${path}`, { method }))
      for (const path of ["/hls/a", "/hls/a?7", "/hls/a/one.jpg"]) {
        // A picture that takes long to make is there for a later answer.
        const answer = yield* eventually(
          path,
          Effect.map(get(path), (it) => (it.status === 204 ? Option.none() : Option.some(it)))
        )
        assert.deepStrictEqual([answer.status, answer.headers.get("content-type")], [200, "image/jpeg"], path)
        assert.deepStrictEqual(sizeOf(new Uint8Array(yield* Effect.promise(() => answer.arrayBuffer()))), [320, 180])
      }
      assert.strictEqual((yield* get("/hls/a", "HEAD")).status, 200)
      for (const path of ["/hls/b", "/hls/a/two.jpg"]) assert.strictEqual((yield* get(path)).status, 204, path)
      for (const path of ["/", "/hls/a/one.ts", "/ws", "/hls/a/%2e%2e.jpg"])
        assert.strictEqual((yield* get(path)).status, 404, path)
      assert.strictEqual((yield* get("/livez")).status, 200)
      assert.strictEqual((yield* get("/hls/a", "POST")).status, 404)
      assert.deepStrictEqual(yield* asked(port), {
        pool: { limit: 2, running: 0, queueDepth: 0 },
        metrics: { pictures: 2, failures: 0 },
        missing: []
      })
    })
  )

  it.live("tells what it misses and how to get it", () =>
    Effect.gen(function* () {
      const port = yield* served("/nowhere")
      assert.deepStrictEqual((yield* asked(port)).missing, [
        "ffmpeg is not installed where it is to run: install it (Debian: apt-get install ffmpeg; others: https://ffmpeg.org/download.html)"
      ])
    })
  )
})
