import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { isManifest, readManifest } from "../../../src/recorder/dash/Manifest.ts"
import { offered } from "../../../src/recorder/dash/Presentation.ts"
import { base, firstOf, listAt, manifestOf, mpd, picture, segmentsAt } from "./manifests.ts"

const film = 'type="static" mediaPresentationDuration="PT9.5S"'
const timeline = '<SegmentTimeline><S t="100" d="200" r="2"/><S d="100"/></SegmentTimeline>'
const template = (attributes: string, inner = "") =>
  `<SegmentTemplate timescale="100" initialization="$RepresentationID$/i.mp4" ${attributes}>${inner}</SegmentTemplate>`

const urlsOf = (text: string, now = 0) =>
  listAt(text, now).segments.map(({ url }) => url.slice("https://a.example/".length))

describe("a manifest of DASH", () => {
  it("is known by its outermost element, whatever stands before it", () => {
    assert.isTrue(isManifest(mpd(film, "")))
    assert.isTrue(isManifest('\uFEFF <x:MPD xmlns:x="y">'))
    assert.isFalse(isManifest("#EXTM3U\n#EXT-X-VERSION:3\n"))
    assert.isFalse(isManifest("<!doctype html><title>MPD</title>"))
  })

  for (const [what, addressing, urls] of [
    [
      "a timeline, by times",
      template('media="$Time$.m4s"', timeline),
      ["show/100.m4s", "show/300.m4s", "show/500.m4s", "show/700.m4s"]
    ],
    [
      "a timeline, by numbers",
      template('media="s-$Number%04d$.m4s?b=$Bandwidth$" startNumber="9"', timeline),
      ["show/s-0009.m4s?b=800000", "show/s-0010.m4s?b=800000", "show/s-0011.m4s?b=800000", "show/s-0012.m4s?b=800000"]
    ],
    [
      "a length, of which the last is shorter",
      template('media="/x/$Number$$$.m4s" duration="400"'),
      ["x/1$.m4s", "x/2$.m4s", "x/3$.m4s"]
    ],
    [
      "a list",
      '<BaseURL>b/</BaseURL><SegmentList timescale="1" duration="4"><Initialization sourceURL="i"/><SegmentURL media="1"/><SegmentURL media="2" mediaRange="10-19"/></SegmentList>',
      ["show/b/1", "show/b/2"]
    ],
    ["one file", "<BaseURL>whole.mp4</BaseURL>", ["show/whole.mp4"]]
  ] as const) {
    it(`lists segments by ${what}`, () => assert.deepStrictEqual(urlsOf(mpd(film, picture(addressing))), [...urls]))
  }

  it("tells of each segment what comes before it and how long it is", () => {
    const { ended, isFilm, segments, targetSeconds } = listAt(
      mpd(film, picture(template('media="$Time$.m4s"', timeline)))
    )
    assert.deepStrictEqual([ended, isFilm, targetSeconds], [true, true, 2])
    assert.deepStrictEqual(
      segments.map(({ seconds }) => seconds),
      [2, 2, 2, 1]
    )
    assert.strictEqual(segments[0]?.map?.url, "https://a.example/show/p&1/i.mp4")
  })

  it("offers each picture with the sound that comes first", () => {
    const sound =
      '<AdaptationSet mimeType="audio/mp4" codecs="mp4a.40.2"><Representation id="a" bandwidth="64000"/><Representation id="b" bandwidth="96000"/></AdaptationSet>' +
      '<AdaptationSet mimeType="audio/mp4"><Representation id="other" bandwidth="256000"/></AdaptationSet>' +
      '<AdaptationSet mimeType="text/vtt"><Representation id="words" bandwidth="1"/></AdaptationSet>'
    assert.deepInclude(firstOf(manifestOf(mpd(film, picture(template('media="x"')) + sound))), {
      bandwidth: 896_000,
      width: 640,
      height: 360,
      framerate: 30_000 / 1001,
      codecs: "avc1.64001f,mp4a.40.2",
      sound: `${base}#dash-sound=b`,
      soundOnly: false
    })
    assert.deepInclude(firstOf(manifestOf(mpd(film, sound))), { soundOnly: true, sound: undefined })
    assert.isTrue(Result.isFailure(offered(manifestOf(mpd(film, "")), base)))
  })

  it("that is live lists what is there by now, as far back as it is kept", () => {
    const live = 'type="dynamic" availabilityStartTime="2026-01-01T00:00:00Z" timeShiftBufferDepth="PT10S"'
    const text = mpd(live, picture(template('media="$Number$" duration="400"')), 'start="PT8S"')
    const at = (seconds: number) => urlsOf(text, Date.parse("2026-01-01T00:00:00Z") + seconds * 1000)
    assert.deepStrictEqual(at(11), [])
    assert.deepStrictEqual(at(20), ["show/1", "show/2", "show/3"])
    assert.deepStrictEqual(at(28.5), ["show/3", "show/4", "show/5"])
    assert.isFalse(listAt(text, 0).ended)
  })

  it("of several periods lists all of them, and breaks between two", () => {
    const one = (name: string) => picture(template(`media="${name}$Number$" duration="400"`))
    const text = mpd(
      'type="static"',
      `${one("a")}</Period><Period duration="PT4S">${one("b").replace("p&amp;1", "q")}`,
      'duration="PT8S"'
    )
    const { segments } = listAt(text)
    assert.deepStrictEqual(
      segments.map(({ discontinuity, name, sequence }) => [name, sequence, discontinuity]),
      [
        ["a1@0", 0, false],
        ["a2@0", 1, false],
        ["b1@0", 2, true]
      ]
    )
  })

  for (const [what, more, said] of [
    [
      "a scheme by its name",
      '<ContentProtection schemeIdUri="urn:uuid:EDEF8BA9-79D6-4ACE-A3C8-27DCD51D21ED"/>',
      "Widevine"
    ],
    [
      "any other",
      '<ContentProtection schemeIdUri="urn:mpeg:dash:mp4protection:2011" value="cenc"/>',
      "Common Encryption"
    ]
  ] as const) {
    it(`is refused where it is encrypted: ${what}`, () => {
      const refused = Result.getOrThrow(
        Result.flip(segmentsAt(mpd(film, picture(template('media="x" duration="400"'), more))))
      )
      assert.deepInclude({ ...refused }, { _tag: "Unrecordable", protection: said })
    })
  }

  it("is refused where it is WebM", () => {
    const text = mpd(film, picture(template('media="x" duration="400"')).replace("video/mp4", "video/webm"))
    const refused = Result.getOrThrow(Result.flip(segmentsAt(text)))
    assert.deepStrictEqual([refused._tag, /WebM/.test(refused.message)], ["Unrecordable", true])
  })
})

describe("S17: a manifest that a hostile site made", () => {
  for (const [what, text] of [
    ["breaks off", mpd(film, picture(template('media="x"'))).slice(0, -20)],
    ["begins comments without end", `<MPD>${"<!--".repeat(400_000)}`],
    ["begins tags without end", `<MPD>${"<a b='".repeat(200_000)}`],
    ["has a tag of spaces", `<MPD ${" ".repeat(2_000_000)}x>`],
    ["has a tag of words", `<MPD ${"a".repeat(2_000_000)}`],
    ["is deep", "<MPD>".repeat(100_000)],
    ["is long", `<MPD>${"<a/>".repeat(200_000)}</MPD>`],
    ["crosses its elements", "<MPD><Period></MPD></Period>"]
  ] as const) {
    it(`is read no further where it ${what}`, () => assert.isTrue(Result.isFailure(readManifest(text, base))))
  }

  it("lists no more segments than there is memory for", () => {
    const endless = '<SegmentTimeline><S t="0" d="1" r="4000000000"/></SegmentTimeline>'
    const one = picture(template('media="$Time$"', endless))
    assert.strictEqual(listAt(mpd(film, Array(50).fill(one).join("</Period><Period>"))).segments.length, 100_000)
    assert.isAtMost(
      listAt(
        mpd('type="static" mediaPresentationDuration="P9999D"', picture(template('media="$Number$" duration="1"')))
      ).segments.length,
      100_000
    )
  })

  it("leads nowhere but to the web", () => {
    const list = (to: string) => `<SegmentList duration="1"><SegmentURL media="${to}"/></SegmentList>`
    for (const to of ["file:///etc/passwd", "data:video/mp4,x", "&#102;ile:///etc/passwd"])
      assert.deepStrictEqual(urlsOf(mpd(film, picture(list(to)))), [])
    assert.deepStrictEqual(urlsOf(mpd(film, picture(`<BaseURL>file:///etc/</BaseURL>${list("passwd")}`))), [])
    assert.deepStrictEqual(urlsOf(mpd(film, picture("<BaseURL>file:///etc/passwd</BaseURL>"))), [])
  })
})
