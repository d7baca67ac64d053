import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Cookies } from "effect/http"
import { CookieJar } from "../../src/recorder/CookieJar.ts"
import { record, stopped } from "./Rig.ts"
import { bytes, scriptedOrigin, status } from "./ScriptedOrigin.ts"
import { playlist, segmentsIn, transport } from "./streams.ts"

/** What goes to an address once these cookies were set from another. */
const sent = (from: string, lines: ReadonlyArray<string>, to: string, own?: string) => {
  const jar = new CookieJar()
  for (const line of lines) jar.keep(new URL(from), Cookies.fromSetCookie([line]))
  return jar.header(new URL(to), own)
}

const live = "https://a.example.org/live/x/master.m3u8"

describe("C4: a cookie that a site sets", () => {
  for (const [what, line, to, expected] of [
    ["goes back to the folder that it came from", "a=1", "https://a.example.org/live/x/1.ts", "a=1"],
    ["goes to no other folder", "a=1", "https://a.example.org/live/y/1.ts", undefined],
    ["goes to the folder that it names", "a=1; Path=/live", "https://a.example.org/live/y/1.ts", "a=1"],
    ["does not go to a folder that only begins so", "a=1; Path=/live", "https://a.example.org/liver/1.ts", undefined],
    ["goes to no other host", "a=1; Path=/", "https://b.example.org/1.ts", undefined],
    ["goes to no host within its own", "a=1; Path=/", "https://b.a.example.org/1.ts", undefined],
    [
      "goes to the hosts of the domain that it names",
      "a=1; Path=/; Domain=.Example.org",
      "https://b.example.org/1.ts",
      "a=1"
    ],
    ["names no other domain", "a=1; Path=/; Domain=example.com", "https://example.com/1.ts", undefined],
    ["names no top-level domain", "a=1; Path=/; Domain=org", "https://b.example.org/1.ts", undefined],
    ["that is secure goes by TLS alone", "a=1; Path=/; Secure", "http://a.example.org/1.ts", undefined],
    ["goes as it came", "a=x%2Fy; Path=/", "https://a.example.org/1.ts", "a=x%2Fy"]
  ] as const) {
    it(what, () => assert.strictEqual(sent(live, [line], to), expected))
  }

  it("stands for an earlier one, and for what the visitor has by itself", () => {
    assert.strictEqual(sent(live, ["a=1; Path=/", "a=2; Path=/"], live, "b=3; a=0"), "b=3; a=2")
    assert.strictEqual(sent(live, ["a=1; Path=/", "a=; Path=/; Max-Age=0"], live, "b=3"), "b=3")
  })

  it("S17: is one of a hundred at the most, and of no number of hosts", () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `c${i}=1; Path=/`)
    assert.strictEqual(sent(live, lines, live)?.split("; ").length, 100)
    assert.isUndefined(sent(live, [`a=${"x".repeat(5000)}; Path=/`], live))
    assert.isUndefined(sent("http://127.0.0.1/", ["a=1; Domain=0.0.1"], "http://127.0.0.1/"))
  })

  it.live("by its master playlist is what the rest is given for", () =>
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/master.m3u8", (response) =>
        response
          .writeHead(200, { "set-cookie": "pass=1; Path=/" })
          .end("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlive.m3u8\n")
      )
      const list = playlist(0, 2, { ended: false })
      site.answer("/live.m3u8", (response, headers) =>
        headers.cookie === "pass=1" ? response.end(list) : status(403)(response, headers)
      )
      for (const n of [0, 1, 2])
        site.answer(`/${n}.ts`, (response, headers) =>
          (headers.cookie === "pass=1" ? bytes(transport(n)) : status(403))(response, headers)
        )
      const rig = yield* record(`${site.url}/master.m3u8`)
      yield* site.next("/live.m3u8", 4)
      yield* stopped(rig)
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 1, 2])
      assert.notInclude(rig.events(), "TROUBLE")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
