import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import {
  addressText,
  isMasked,
  parseAddress,
  searchedPart,
  secretsIn,
  shownAddress
} from "../../../src/domain/subscriptions/Address.ts"
import { suggestName } from "../../../src/domain/subscriptions/AddressName.ts"

const parts = (text: string) => Result.getOrThrow(parseAddress(text))
const refusal = (text: string) => Result.getOrElse(Result.flip(parseAddress(text)), () => "")

describe("an address", () => {
  it.each([
    ["https://example.org/live/news.m3u8", "https://example.org/live/news.m3u8", ""],
    [" HTTPS://Example.ORG:8443/Live?a=1&b#t=5 ", "https://example.org:8443/Live?a=1&b", ""],
    ["rtsp://admin:p%40ss%3Aw@192.168.1.20:554/ch1", "rtsp://192.168.1.20:554/ch1", "admin:p@ss:w"],
    ["srt://203.0.113.9:9000?streamid=a", "srt://203.0.113.9:9000/?streamid=a", ""],
    ["udp://@239.0.0.1:1234", "udp://239.0.0.1:1234", ""],
    ["http://viewer@[2001:db8::1]/x", "http://[2001:db8::1]/x", "viewer:"],
    ["https://sender.example/ö?q=ä", "https://sender.example/ö?q=ä", ""]
  ])("%s is taken apart, its login for itself", (given, text, login) => {
    assert.deepStrictEqual([addressText(parts(given)), parts(given).login], [text, login])
  })

  it.each([
    ["", "no address"],
    ["hls/news", "no address"],
    ["example.org/live.m3u8", "no address"],
    ["https://", "no address"],
    ["https://a b/", "no address"],
    ["https://a\u0000b/", "no address"],
    ["https://a.example/\nX-Injected: 1", "no address"],
    ["javascript:alert(1)", "no address"],
    ["file:///etc/passwd", "no address"],
    ["file://host/etc/passwd", "No recorder knows addresses that begin with file://"],
    ["gopher://a.example/", "No recorder knows"],
    ["https://a.example:99999/", "There is no port 99999"],
    ["rtsp://admin:100%@a.example/", "can't be read"],
    ["http://127%2e0.0.1/", "no host that can be read"],
    ["http://127.0.0.1\\.tv.example/", "no host that can be read"],
    ["http://local\u00adhost/", "no host that can be read"],
    [`https://a.example/${"x".repeat(2000)}`, "at most 2000"]
  ])("%j is refused with what is the matter", (given, why) => assert.include(refusal(given), why))

  it("S9: is refused without repeating what may be secret in it", () => {
    for (const bad of [
      "ftp://me:planted-secret@a.example/",
      "rtsp://me:planted-secret%@a.example/",
      "https://me:planted-secret@a b/"
    ])
      assert.notInclude(refusal(bad), "planted-secret")
  })

  it.each([
    ["https://example.org/live/news.m3u8?token=planted#t", "example.org/live/news.m3u8"],
    [" rtsp://me:planted@10.0.0.9:554/ch1 ", "10.0.0.9:554/ch1"],
    ["https://example.org", "example.org"],
    ["https://example.org?token=planted", "example.org"],
    ["udp://@239.0.0.1:1234", "239.0.0.1:1234"],
    ["https://", ""],
    ["?planted", ""],
    ["", ""],
    ["example", "example"],
    ["live/new", "live/new"],
    ["a@b", "a@b"]
  ])("S9: %j is searched as %j, without its secrets", (given, searched) =>
    assert.strictEqual(searchedPart(given), searched)
  )

  it("S9: is shown without values that are named like secrets, and with all else", () => {
    const url = "https://a.example/x.m3u8?quality=high&token=planted-1&hdnea=planted%7E2&flag&sig="
    assert.strictEqual(shownAddress(url), "https://a.example/x.m3u8?quality=high&token=***&hdnea=***&flag&sig=")
    assert.deepStrictEqual(secretsIn(url), ["planted-1", "planted-1", "planted%7E2", "planted~2", "", ""])
    assert.deepStrictEqual([isMasked(shownAddress(url)), isMasked(url)], [true, false])
    const signed =
      "https://a.example/x.m3u8?md5=planted-1&hmac=planted-2&jwt=planted-3&hdntl=planted-4&ticket=planted-5"
    assert.notInclude(shownAddress(signed), "planted")
  })
})

describe("the name of a source is suggested from its address:", () => {
  it.each([
    ["https://example.org/live/news.m3u8", "news"],
    ["https://cdn.example.org/hls/sport-1/index.m3u8", "sport-1"],
    ["https://www.example.org/", "example"],
    ["https://sender.example/live/master.m3u8", "sender"],
    ["rtsp://192.168.1.20:554/stream", "192.168.1.20"],
    ["rtsp://[2001:db8::1]/", "2001-db8-1"],
    ["https://example.org/caf%C3%A9/playlist.m3u8", "cafe"],
    ["http://iptv.example/9000/123.ts", "123"],
    ["http://radio.example/1e3", "1e3"],
    ["https://example.org/..%2F..%2Fetc/index.m3u8", "etc"],
    [`https://example.org/${"a".repeat(80)}`, "a".repeat(48)],
    ["https://example.org/%E6%BC%A2/index.m3u8", "example"]
  ])("C9: %s is %s", (given, name) =>
    assert.strictEqual(
      suggestName(parts(given), () => true),
      name
    )
  )

  it("a number tells it from one that is taken", () => {
    const taken = new Set(["news", "news-2"])
    assert.strictEqual(
      suggestName(parts("https://a.example/news.m3u8"), (name) => !taken.has(name)),
      "news-3"
    )
  })
})
