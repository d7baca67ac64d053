import { networkInterfaces } from "node:os"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"
import { isInward } from "../../src/domain/values/Inward.ts"
import { isInward as isWithin } from "../../src/recorder/Inward.ts"
import { record } from "./Rig.ts"
import { type Answer, redirect, scriptedOrigin, text } from "./ScriptedOrigin.ts"
import { playlist } from "./streams.ts"

describe("S17: an address", () => {
  const hostOf = (host: string) => new URL(`http://${host}/`).hostname

  it.each([
    "127.0.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "0.0.0.0",
    "169.254.169.254",
    "100.100.100.200",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[fe80::1]",
    "[fd00:ec2::254]"
  ])("%s is of this machine or its link", (host) => {
    assert.isTrue(isInward(hostOf(host)), hostOf(host))
    assert.isTrue(isInward(host), "as it is written")
  })

  it.each(["127.1", "0x7f000001", "127.0.0.1.", "１２７.0.0.1", "127。0。0。1", "ｌocalhost", "tv.localhost."])(
    "%s is, too, by whoever reads it otherwise than a browser",
    (host) => assert.isTrue(isInward(host))
  )

  it.each([
    "10.0.0.1",
    "192.168.1.20",
    "172.17.0.2",
    "203.0.113.9",
    "[2001:db8::1]",
    "[fd12::1]",
    "example.org",
    "1e3.example",
    "127.example",
    "128.0.0.1"
  ])("%s may be a site's", (host) => {
    assert.isFalse(isInward(hostOf(host)), hostOf(host))
    assert.isFalse(isInward(host), "as it is written")
  })

  const own = () => ["127.0.0.1", "192.168.1.20", "fd12::20", "fe80::1%eth0", "not an address"]

  it.each(["192.168.1.20", "3232235796", "192.168.1.20.", "[fd12::20]", "[::ffff:192.168.1.20]"])(
    "%s is of this machine where one of its interfaces has it",
    (host) => {
      assert.isFalse(isInward(host))
      assert.isTrue(isInward(host, own))
    }
  )

  it.each(["192.168.1.21", "[fd12::21]", "example.org"])("%s is not, beside them", (host) =>
    assert.isFalse(isInward(host, own))
  )

  it("of any interface that this machine has leads within it for a recorder", () => {
    const all = Object.values(networkInterfaces()).flatMap((one = []) => one)
    assert.isNotEmpty(all)
    for (const { address, family } of all) {
      const [plain = ""] = address.split("%", 1)
      assert.isTrue(isWithin(family === "IPv6" ? `[${plain}]` : plain), address)
    }
  })
})

layer(NodeFileSystem.layer, { excludeTestServices: true })("S17: a recorder is not led to its own machine", (it) => {
  const elsewhere = (url: string) => url.replace("127.0.0.1", "localhost")

  it.effect.each<readonly [string, (url: string) => Answer]>([
    ["to what clouds tell their machines", () => redirect("http://169.254.169.254/latest/meta-data/")],
    ["to another address of this machine", (url) => redirect(`${url.replace("127.0.0.1", "127.0.0.2")}/secret`)],
    ["to this machine in IPv6", (url) => redirect(`http://[::1]:${new URL(url).port}/secret`)],
    ["to a name that is of this machine", (url) => redirect(`${elsewhere(url)}/secret`)],
    [
      "by a master playlist",
      (url) => text(`#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1280x720\n${elsewhere(url)}/secret\n`)
    ]
  ])("%s", ([, answer]) =>
    Effect.gen(function* () {
      const origin = yield* scriptedOrigin
      origin.answer("/live.m3u8", answer(origin.url))
      origin.answer("/secret", text(playlist(1, 2)))
      const rig = yield* record(`${origin.url}/live.m3u8`)
      assert.strictEqual((yield* rig.event("SLEEP"))["reason"], "inward")
      assert.strictEqual(origin.times("/secret"), 0)
    }).pipe(Effect.scoped)
  )

  it.effect("by the segments of a playlist", () =>
    Effect.gen(function* () {
      const origin = yield* scriptedOrigin
      const listed = playlist(1, 2).replaceAll(/^(?!#)(.+)$/gm, `${elsewhere(origin.url)}/$1`)
      origin.answer("/live.m3u8", text(listed))
      const rig = yield* record(`${origin.url}/live.m3u8`)
      yield* origin.next("/live.m3u8", 3)
      assert.deepStrictEqual(
        origin.asked.map(({ path }) => path).filter((path) => path !== "/live.m3u8"),
        []
      )
      assert.deepStrictEqual(rig.files(), [])
    }).pipe(Effect.scoped)
  )

  it.effect("but follows it where an admin put the channel itself there, by address or by name", () =>
    Effect.gen(function* () {
      const origin = yield* scriptedOrigin
      origin.answer("/live.m3u8", redirect("/there.m3u8"))
      origin.answer("/there.m3u8", text(playlist(1, 2)))
      for (const url of [origin.url, elsewhere(origin.url)]) {
        const asked = origin.times("/there.m3u8")
        const rig = yield* record(`${url}/live.m3u8`)
        yield* origin.next("/there.m3u8")
        assert.isAbove(origin.times("/there.m3u8"), asked)
        yield* rig.stop
      }
    }).pipe(Effect.scoped)
  )

  it.effect("nor there by an address that no admin gave, nor by a redirect from one", () =>
    Effect.gen(function* () {
      const origin = yield* scriptedOrigin
      origin.answer("/live.m3u8", text(playlist(1, 2)))
      for (const url of [origin.url, elsewhere(origin.url)]) {
        const rig = yield* record("http://127.0.0.1:1/nowhere", ["--url", `${url}/live.m3u8`, "--inward", "no"])
        assert.strictEqual((yield* rig.event("SLEEP"))["reason"], "inward")
        yield* rig.stop
      }
      assert.deepStrictEqual(origin.asked, [])
    }).pipe(Effect.scoped)
  )
})
