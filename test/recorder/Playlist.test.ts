import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { type MediaPlaylist, parse } from "../../src/recorder/Playlist.ts"

const base = "https://origin.example/live/room/index.m3u8?token=1"

const media = (...lines: ReadonlyArray<string>): MediaPlaylist => {
  const playlist = Result.getOrThrow(parse(["#EXTM3U", ...lines].join("\n"), base))
  if (playlist._tag !== "Media") throw new Error("a media playlist was expected")
  return playlist
}

describe("a media playlist", () => {
  it("gives its segments absolute addresses, numbers and names without queries", () => {
    const { segments, targetSeconds } = media(
      "#EXT-X-TARGETDURATION:4",
      "#EXT-X-MEDIA-SEQUENCE:41",
      "#EXTINF:3.9,",
      "a.ts?sig=x",
      "#EXTINF:4,",
      "/b/c.ts",
      "#EXTINF:4,",
      "//cdn.example/d.ts"
    )
    assert.strictEqual(targetSeconds, 4)
    assert.deepStrictEqual(
      segments.map(({ name, sequence, url }) => [sequence, name, url]),
      [
        [41, "a.ts@0", "https://origin.example/live/room/a.ts?sig=x"],
        [42, "c.ts@0", "https://origin.example/b/c.ts"],
        [43, "d.ts@0", "https://cdn.example/d.ts"]
      ]
    )
  })

  it("is read in spite of titles and tags that others put there", () => {
    const { ended, segments } = media(
      "#EXT-X-TARGETDURATION:2",
      "#EXT-X-DATERANGE:ID",
      "#EXT-X-SCTE35:CUE=",
      "#EXT-X-PART:URI",
      "#EXTINF:2.0,Sérénade 100% \u{1f3b5}",
      "#EXT-X-PROGRAM-DATE-TIME:yesterday",
      "a.ts\r",
      "",
      "#EXTINF:2",
      "b.ts",
      "#EXT-X-ENDLIST"
    )
    assert.deepStrictEqual(
      segments.map(({ name }) => name),
      ["a.ts@0", "b.ts@0"]
    )
    assert.isTrue(ended)
  })

  it("tells discontinuities, gaps and byte ranges", () => {
    const { segments } = media(
      "#EXT-X-TARGETDURATION:2",
      "#EXT-X-BYTERANGE:100@50",
      "#EXTINF:2,",
      "all.ts",
      "#EXT-X-DISCONTINUITY",
      "#EXT-X-BYTERANGE:30",
      "#EXTINF:2,",
      "all.ts",
      "#EXT-X-GAP",
      "#EXTINF:2,",
      "c.ts"
    )
    assert.deepStrictEqual(
      segments.map(({ discontinuity, gap, range }) => ({ discontinuity, gap, range })),
      [
        { discontinuity: false, gap: false, range: { offset: 50, length: 100 } },
        { discontinuity: true, gap: false, range: { offset: 150, length: 30 } },
        { discontinuity: false, gap: true, range: undefined }
      ]
    )
    assert.strictEqual(new Set(segments.map(({ name }) => name)).size, 3)
  })

  it("may stop being encrypted", () => {
    const { segments } = media(
      '#EXT-X-KEY:METHOD=AES-128,URI="k"',
      "#EXTINF:2,",
      "a.ts",
      "#EXT-X-KEY:METHOD=NONE",
      "#EXTINF:2,",
      "b.ts"
    )
    assert.deepStrictEqual(
      segments.map(({ key }) => key?.url),
      ["https://origin.example/live/room/k", undefined]
    )
  })
})

describe("what can't be read", () => {
  it.each([
    ["nothing", ""],
    ["a web page", "<!doctype html><p>#EXTM3U"],
    ["a master playlist without streams", '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="b"\n'],
    ["an address of another kind", "#EXTM3U\n#EXTINF:2,\nfile:///etc/passwd\n"]
  ])("%s is refused with a sentence", (_, text) => {
    const result = parse(text, base)
    assert.isTrue(Result.isFailure(result))
    assert.strictEqual(Result.isFailure(result) && result.failure._tag, "Unreadable")
  })

  const Line = Schema.Literals([
    "#EXTINF:2,",
    "#EXTINF:",
    "#EXT-X-KEY:",
    "#EXT-X-KEY:METHOD=AES-128",
    "#EXT-X-KEY:METHOD=AES-128,IV=0x1",
    '#EXT-X-KEY:METHOD=AES-128,URI="k"',
    "#EXT-X-MEDIA-SEQUENCE:1.5",
    "#EXT-X-MAP:",
    "#EXT-X-BYTERANGE:",
    "#EXT-X-BYTERANGE:5",
    "#EXT-X-STREAM-INF:",
    '#EXT-X-STREAM-INF:RESOLUTION=x,FRAME-RATE=,AUDIO="z"',
    "#EXT-X-MEDIA:",
    "#EXT-X-MEDIA-SEQUENCE:-7",
    "#EXT-X-TARGETDURATION:NaN",
    "#EXT-X-DISCONTINUITY",
    "#EXT-X-ENDLIST",
    "a.ts",
    "::::",
    "http://[bad/"
  ])
  it.prop("no mixture of lines makes the reader throw", [Schema.Array(Line)], ([lines]) => {
    const result = parse(["#EXTM3U", ...lines].join("\n"), base)
    assert.isTrue(Result.isSuccess(result) || result.failure.message.length > 0)
  })
})

describe("S17: a playlist that a hostile site made", () => {
  it("is filled with its variables up to a length, and never beyond memory", () => {
    const value = "x".repeat(1_000_000)
    const lines = [`#EXT-X-DEFINE:NAME="a",VALUE="${value}"`, "#EXTINF:1,", `${"{$a}".repeat(1000)}.ts`]
    assert.isBelow(media(...lines).segments[0]?.url.length ?? 0, 100_000_000)
  })

  it("lists no more streams than can be weighed against each other", () => {
    const ladder = (rungs: number) =>
      ["#EXTM3U", ...Array.from({ length: rungs }, (_, i) => `#EXT-X-STREAM-INF:BANDWIDTH=${i}\n${i}.m3u8`)].join("\n")
    assert.isTrue(Result.isSuccess(parse(ladder(100), base)))
    const refused = Result.getOrThrow(Result.flip(parse(ladder(20_000), base)))
    assert.deepStrictEqual(
      [refused._tag, refused.message],
      ["Unreadable", "the HLS master playlist lists more than 500 streams"]
    )
  })

  it.each(["\n", "\r", "\r\n"])("has no more lines than there is memory for, where they end with %j", (end) => {
    const list = (segments: number) => ["#EXTM3U", ...Array(segments).fill(`#EXTINF:1,${end}a.ts`)].join(end)
    assert.isTrue(Result.isSuccess(parse(list(1000), base)))
    const refused = Result.getOrThrow(Result.flip(parse(list(160_000), base)))
    assert.deepStrictEqual(
      [refused._tag, refused.message],
      ["Unreadable", "the HLS playlist has more than 300000 lines"]
    )
  })
})
