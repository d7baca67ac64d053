import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"
import { parseRecorderEvent } from "../../src/domain/supervision/RecorderEvent.ts"
import { networkHindrance } from "../../src/recorder/hindrances.ts"
import { type Line, record } from "./Rig.ts"
import { type Answer, inTurn, redirect, scriptedOrigin, status, text } from "./ScriptedOrigin.ts"
import { playlist } from "./streams.ts"

/** What the backend reads of a line. */
const hindranceOf = (line: Line) => {
  const told = parseRecorderEvent(JSON.stringify(line))
  return told?._tag === "trouble" ? told.hindrance : undefined
}

const encrypted = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI="k"\n#EXTINF:2,\na.ts\n`

layer(NodeFileSystem.layer, { excludeTestServices: true })("T1: a recorder tells why it records nothing", (it) => {
  it.effect.each<readonly [string, Answer, object]>([
    ["401", status(401), { kind: "http", status: 401 }],
    ["403", status(403), { kind: "http", status: 403 }],
    ["429", status(429), { kind: "http", status: 429 }],
    ["500", status(500, "<html>oops</html>"), { kind: "http", status: 500 }],
    ["503", status(503), { kind: "http", status: 503 }],
    ["a page of HTML", text("<html>hello</html>"), { kind: "unreadable" }],
    ["redirects without end", redirect("/live.m3u8"), { kind: "redirects" }]
  ])("where the site answers %s", ([, answer, expected]) =>
    Effect.gen(function* () {
      const origin = yield* scriptedOrigin
      origin.answer("/live.m3u8", answer)
      const rig = yield* record(`${origin.url}/live.m3u8`)
      const { kind } = { kind: "", ...expected }
      assert.strictEqual((yield* rig.event("SLEEP"))["reason"], kind)
      assert.deepStrictEqual(rig.events(), ["STARTUP", "TROUBLE", "SLEEP"])
      assert.deepInclude(hindranceOf(yield* rig.event("TROUBLE")), { ...expected, host: new URL(origin.url).host })
    }).pipe(Effect.scoped)
  )

  it.effect("and that it is off air only where the site says so", () =>
    Effect.gen(function* () {
      const origin = yield* scriptedOrigin
      for (const answer of [status(404), status(410), text(playlist(1, 2, { ended: true })), text(playlist(1, 0))]) {
        origin.answer("/live.m3u8", answer)
        const rig = yield* record(`${origin.url}/live.m3u8`)
        assert.strictEqual((yield* rig.event("SLEEP"))["reason"], "off_air")
        assert.deepStrictEqual(rig.events(), ["STARTUP", "SLEEP"])
        yield* rig.stop
      }
    }).pipe(Effect.scoped)
  )

  it.effect.each([
    ["a port that nobody listens on", "http://127.0.0.1:9/live.m3u8", "refused_connection"],
    ["a host that is no host", "http://no-such-host.invalid/live.m3u8", "dns"]
  ] as const)("where the address is %s", ([, address, kind]) =>
    Effect.gen(function* () {
      const rig = yield* record(address)
      assert.strictEqual((yield* rig.event("SLEEP"))["reason"], kind)
    }).pipe(Effect.scoped)
  )

  it.effect("where the host speaks no TLS", () =>
    Effect.gen(function* () {
      const origin = yield* scriptedOrigin
      const rig = yield* record(`${origin.url.replace("http:", "https:")}/live.m3u8`)
      assert.strictEqual((yield* rig.event("SLEEP"))["reason"], "tls")
    }).pipe(Effect.scoped)
  )

  it.effect("and before it gives up on a stream that is encrypted", () =>
    Effect.gen(function* () {
      const origin = yield* scriptedOrigin
      origin.answer("/live.m3u8", text(encrypted))
      const rig = yield* record(`${origin.url}/live.m3u8`)
      assert.strictEqual(yield* rig.exit, 1)
      assert.deepInclude(hindranceOf(yield* rig.event("TROUBLE")), { kind: "encrypted", host: null })
    }).pipe(Effect.scoped)
  )

  it.effect("asks a site that refuses it ever more rarely, and tells when it gets through", () =>
    Effect.gen(function* () {
      const origin = yield* scriptedOrigin
      origin.answer("/live.m3u8", inTurn(status(403), status(403), status(404)))
      const rig = yield* record(`${origin.url}/live.m3u8`, ["-i", "1s"])
      yield* rig.event("SLEEP", 3)
      const sleeps = rig.lines.filter(({ event }) => event === "SLEEP")
      assert.deepStrictEqual(
        sleeps.map(({ interval, reason }) => [interval, reason]),
        [
          ["00:00:01", "http"],
          ["00:00:02", "http"],
          ["00:00:01", "off_air"]
        ]
      )
      assert.isNull(hindranceOf(yield* rig.event("TROUBLE", 2)))
    }).pipe(Effect.scoped)
  )
})

describe("what a system's error means", () => {
  it.each([
    ["ENOTFOUND", "dns"],
    ["EAI_AGAIN", "dns"],
    ["ECONNREFUSED", "refused_connection"],
    ["EHOSTUNREACH", "unreachable"],
    ["CERT_HAS_EXPIRED", "tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tls"],
    ["ETIMEDOUT", "timeout"],
    ["ECONNRESET", "broken"]
  ])("%s is %s, however deep it lies", (code, kind) => {
    const hindrance = { kind, host: "a.example" }
    assert.deepEqual<unknown>(networkHindrance({ code }, "a.example"), hindrance)
    assert.deepEqual<unknown>(networkHindrance({ reason: { cause: { cause: { code } } } }, "a.example"), hindrance)
  })
})
