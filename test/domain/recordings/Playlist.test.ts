import { assert, describe, it } from "@effect/vitest"
import { isRecordingName, recordingOf } from "../../../src/domain/recordings/MediaName.ts"
import { type PlayableFile, playlist } from "../../../src/domain/recordings/Playlist.ts"
import { at } from "../supervision/given.ts"

const file = (name: string, gap: number | null, change: Partial<PlayableFile> = {}): PlayableFile => ({
  session: "2026-01-01_00-00-00",
  name,
  startedAt: at(5_000),
  header: 0,
  entries: [
    { offset: 0, at: 0, breaks: false, skipped: 0 },
    { offset: 1000, at: 4000, breaks: false, skipped: 0 }
  ],
  bytes: 1500,
  duration: 6000,
  closed: true,
  gap,
  ...change
})

const lines = (files: ReadonlyArray<PlayableFile>, ended = true) => playlist(files, ended).split("\n")
const count = (text: string, files: ReadonlyArray<PlayableFile>) => lines(files).filter((line) => line === text).length

describe("a playlist", () => {
  it("T10: tells when each file was recorded, and what follows a part that is missing and not played over", () => {
    const entries = [
      { offset: 0, at: 0, breaks: false, skipped: 0 },
      { offset: 1000, at: 4000, breaks: true, skipped: 60_000 },
      { offset: 1200, at: 5000, breaks: false, skipped: 60_000 }
    ]
    const text = lines([file("a_00000.ts", null, { entries }), file("b_00000.ts", null, { startedAt: at(600_000) })])
    assert.deepStrictEqual(
      text.flatMap((line) => line.match(/(?<=DATE-TIME:.*T)[^Z]*/) ?? []),
      ["00:00:05.000", "00:01:09.000", "00:10:00.000"]
    )
  })

  it("of a finished session names each piece by its bytes and ends", () => {
    assert.strictEqual(
      playlist([file("a_00000.ts", null)], true),
      `#EXTM3U
#EXT-X-VERSION:4
#EXT-X-TARGETDURATION:10
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:05.000Z
#EXTINF:4.000,
#EXT-X-BYTERANGE:1000@0
../../files/2026-01-01_00-00-00/a_00000.ts?until=1000
#EXTINF:2.000,
#EXT-X-BYTERANGE:500@1000
../../files/2026-01-01_00-00-00/a_00000.ts?until=1500
#EXT-X-ENDLIST
`
    )
  })

  it("of a growing file leaves out the last piece and has no end, whatever is said", () => {
    const text = lines([file("a_00000.ts", null, { closed: false })])
    assert.include(text, "#EXT-X-PLAYLIST-TYPE:EVENT")
    assert.notInclude(text, "#EXT-X-ENDLIST")
    assert.notInclude(text, "#EXT-X-BYTERANGE:500@1000")
    assert.include(text, "#EXT-X-BYTERANGE:1000@0")
  })

  it("of a session that goes on has no end", () => {
    const text = lines([file("a_00000.ts", null)], false)
    assert.include(text, "#EXT-X-PLAYLIST-TYPE:EVENT")
    assert.notInclude(text, "#EXT-X-ENDLIST")
  })

  it("only ever adds to what it said of a growing session", () => {
    const grown = [file("a_00000.ts", null), file("a_00001.ts", 0), file("a_00002.ts", 0, { closed: false })]
    let before = ""
    for (let i = 1; i <= grown.length; i++) {
      const open = playlist([...grown.slice(0, i - 1), { ...file(`a_0000${i - 1}.ts`, 0), closed: false }], false)
      assert.isTrue(open.startsWith(before))
      before = open.trimEnd()
    }
  })

  it("marks a discontinuity between recordings, where time stamps jump, and nowhere else", () => {
    const mark = "#EXT-X-DISCONTINUITY"
    assert.strictEqual(count(mark, [file("a_00000.ts", null), file("a_00001.ts", 0)]), 0)
    assert.strictEqual(count(mark, [file("a_00000.ts", null), file("b_00000.ts", 0)]), 1)
    for (const [gap, marks] of [
      [-6000, 1],
      [-2000, 0],
      [2000, 0],
      [14_000, 1],
      [null, 1]
    ] as const) {
      assert.strictEqual(count(mark, [file("a_00000.ts", null), file("a_00001.ts", gap)]), marks, `a gap of ${gap} ms`)
    }
    const broken = file("a_00000.ts", null, {
      entries: [
        { offset: 0, at: 0, breaks: false, skipped: 0 },
        { offset: 1000, at: 4000, breaks: true, skipped: 0 }
      ]
    })
    assert.strictEqual(count(mark, [broken]), 1)
  })

  it("passes over files that hold nothing to play", () => {
    const empty = file("a_00001.ts", null, { entries: [], bytes: 0, duration: 0 })
    const text = lines([file("a_00000.ts", null), empty, file("a_00002.ts", 0)])
    assert.notInclude(text.join("\n"), "a_00001.ts")
    assert.notInclude(text, "#EXT-X-DISCONTINUITY")
  })

  it("promises no piece longer than its target", () => {
    const long = file("a_00000.ts", null, {
      entries: [{ offset: 0, at: 0, breaks: false, skipped: 0 }],
      duration: 12_300
    })
    assert.include(lines([long]), "#EXT-X-TARGETDURATION:13")
  })

  it("gives each piece an address of its own", () => {
    const uris = lines([file("a_00000.ts", null)]).filter((line) => line.startsWith("../"))
    assert.strictEqual(new Set(uris).size, uris.length)
    assert.isAbove(uris.length, 1)
  })

  it("encodes names, so that no name breaks out of its line or its path", () => {
    const odd = file("a #?%2F..\nb_00000.ts", null, { session: "../x y" })
    const uris = lines([odd])
      .filter((line) => !line.startsWith("#") && line !== "")
      .map((line) => line.replace(/\?until=\d+$/, ""))
    assert.deepStrictEqual(new Set(uris), new Set(["../../files/..%2Fx%20y/a%20%23%3F%252F..%0Ab_00000.ts"]))
  })
})

describe("names", () => {
  it("of segments tell their recording", () => {
    assert.strictEqual(recordingOf("2026-02-18_22-01-31_00007.ts"), "2026-02-18_22-01-31")
    assert.strictEqual(recordingOf("2026-02-18_22-01-31_123456.mp4"), "2026-02-18_22-01-31")
    assert.strictEqual(recordingOf("2026-02-18_22-01-31.ts"), "2026-02-18_22-01-31")
  })

  it("of thumbnails and hidden files are no recordings", () => {
    for (const name of ["a.jpg", ".a.ts", "a.part", "ts", ".ts", "a"]) assert.isFalse(isRecordingName(name), name)
    for (const name of ["a.ts", "a_00000.mp4"]) assert.isTrue(isRecordingName(name), name)
  })

  it("C8: of other recorders' files are known, also while they are written", () => {
    for (const ending of ["mkv", "webm", "flv", "mp3", "m4a", "aac", "ogg", "opus", "mp4.part"]) {
      assert.isTrue(isRecordingName(`a.${ending}`), ending)
      assert.strictEqual(recordingOf(`a.${ending}`), "a")
    }
  })
})
