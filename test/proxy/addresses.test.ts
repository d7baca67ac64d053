import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { ownPort } from "../ownPort.ts"
import { needing } from "../Programs.ts"
import { eventually } from "../stack/eventually.ts"
import { dns } from "./Dns.ts"
import { nginx } from "./Nginx.ts"
import { raw, request } from "./Raw.ts"
import { issued } from "./Token.ts"
import { upstream } from "./Upstream.ts"

const saying = (word: string) => (_incoming: unknown, response: { end: (text: string) => void }) => response.end(word)

needing("nginx", "njs")("D8: a neighbour's address", () => {
  it.live("is asked for again: one that was recreated elsewhere is found, one that is away is told", () =>
    Effect.gen(function* () {
      const names = yield* dns
      const port = yield* ownPort
      const door = yield* nginx({
        backend: `http://backend.example:${port}`,
        env: { RESOLVER: `127.0.0.1:${names.port}`, THUMBNAILER_URL: `http://thumbnailer.example:${port}` }
      })
      const line = `Authorization: Bearer ${yield* issued()}`
      const asked = (path: string) => raw(door.plainPort, request(`GET ${path} HTTP/1.1`, line))
      const says = (path: string, word: string) =>
        eventually(
          `${path} to be answered by ${word}`,
          Effect.map(asked(path), ({ body }) => (body === word ? Option.some(word) : Option.none()))
        )

      // No such name yet: nginx has started all the same, and says that the backend is away.
      const early = yield* asked("/api/me")
      assert.strictEqual(early.status, 502)
      assert.strictEqual(early.headers.get("retry-after"), "2")
      assert.strictEqual(JSON.parse(early.body).code, "unavailable")
      assert.strictEqual((yield* asked("/thumbnails/hls/a")).status, 204)

      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* upstream(saying("the first"), "127.0.0.2", port)
          names.become("127.0.0.2")
          yield* says("/api/me", "the first")
          yield* says("/api/health", "the first")
          yield* says("/thumbnails/hls/a", "the first")
        })
      )
      assert.strictEqual((yield* asked("/api/me")).status, 502)

      yield* upstream(saying("the second"), "127.0.0.3", port)
      names.become("127.0.0.3")
      yield* says("/api/me", "the second")
      yield* says("/api/health", "the second")
      yield* says("/thumbnails/hls/a", "the second")

      // For a while the answer is kept: requests don't cost a question each.
      const before = names.asked()
      yield* Effect.forEach(Array.from({ length: 50 }), () => asked("/api/health"), { discard: true })
      assert.isBelow(names.asked() - before, 20)
    })
  )

  it.live("that has several is tried at the next when the first does not answer", () =>
    Effect.gen(function* () {
      const port = yield* ownPort
      yield* upstream(saying("there"), "127.0.0.5", port)
      const names = yield* dns
      names.become("127.0.0.4", "127.0.0.5")
      const door = yield* nginx({
        backend: `http://backend.example:${port}`,
        env: { RESOLVER: `127.0.0.1:${names.port}` }
      })
      const answers = yield* Effect.forEach(Array.from({ length: 5 }), () =>
        raw(door.plainPort, request("GET /api/health HTTP/1.1"))
      )
      for (const { body } of answers) assert.strictEqual(body, "there")
    })
  )
})
