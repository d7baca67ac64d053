import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { usual } from "../../../src/recorder/stream/FfmpegCommand.ts"
import { said, type Told, toldOf } from "../../../src/recorder/stream/FfmpegWords.ts"
import { isAlike, planOf } from "../../../src/recorder/stream/Planning.ts"

describe("what ffmpeg tells of a stream", () => {
  for (const [line, told] of [
    [
      "  Stream #0:0[0x100](eng): Video: h264 (High) ([27][0][0][0] / 0x001B), yuv420p(tv, bt709, progressive), 1920x1080 [SAR 1:1 DAR 16:9], 29.97 fps, 29.97 tbr, 90k tbn",
      { number: 0, kind: "picture", codec: "h264", width: 1920, height: 1080, framerate: 29.97 }
    ],
    [
      "  Stream #0:1: Audio: pcm_alaw, 8000 Hz, mono, s16, 64 kb/s",
      { number: 1, kind: "sound", codec: "pcm_alaw", width: undefined, height: undefined, framerate: undefined }
    ],
    ["  Stream #0:1: Video: mjpeg (Baseline), yuvj420p(pc), 300x300, 90k tbr, 90k tbn (attached pic)", undefined],
    ["  Stream #0:2: Data: klv (KLVA / 0x41564C4B)", undefined],
    ["Input #0, rtsp, from 'pipe:3':", undefined]
  ] as const) {
    it(`is ${told === undefined ? "nothing" : `its ${told.kind}`} in: ${line.trim().slice(0, 40)}`, () =>
      assert.deepStrictEqual(toldOf(line), told))
  }
})

describe("what ffmpeg ended by", () => {
  for (const [line, meaning] of [
    ["[rtsp @ 0x5] method DESCRIBE failed: 401 Unauthorized", { kind: "http", status: 401, host: "h" }],
    ["pipe:3: Connection refused", { kind: "refused_connection", host: "h" }],
    ["[tcp @ 0x5] Failed to resolve hostname cam.example: Name or service not known", { kind: "dns", host: "h" }],
    ["[srt @ 0x5] Connection to srt://h failed: Operation timed out", { kind: "timeout", host: "h" }],
    ["av_interleaved_write_frame(): Broken pipe", { kind: "broken", host: "h" }],
    ["pipe:0: Invalid data found when processing input", { kind: "unreadable", host: "h" }]
  ] as const) {
    it(`is ${meaning.kind} in: ${line.slice(0, 50)}`, () =>
      assert.deepStrictEqual(said(["Stream mapping:", line], "h"), { _tag: "hindered", hindrance: meaning }))
  }

  it("is nothing on air where a camera knows no such picture, and nothing at all where no word tells of a fault", () => {
    assert.deepStrictEqual(said(["[rtsp @ 0x5] method DESCRIBE failed: 404 Not Found"], "h"), {
      _tag: "absent",
      status: 404
    })
    assert.isUndefined(said(["Press [q] to stop, [?] for help", "video:10kB audio:5kB"], "h"))
  })
})

describe("a plan of what is recorded", () => {
  const picture = (codec: string, height: number, number = 0): Told => ({
    number,
    kind: "picture",
    codec,
    width: (height * 16) / 9,
    height,
    framerate: 25
  })
  const sound = (codec: string): Told => ({
    number: 9,
    kind: "sound",
    codec,
    width: undefined,
    height: undefined,
    framerate: undefined
  })
  for (const [what, streams, plan] of [
    ["H.264 and AAC as they come", [picture("h264", 720), sound("aac")], { container: "ts", recodesSound: false }],
    ["AV1 in MP4", [picture("av1", 720), sound("aac")], { container: "mp4", recodesSound: false }],
    ["a camera's G.711 anew", [picture("h264", 720), sound("pcm_alaw")], { container: "ts", recodesSound: true }],
    ["Opus alone in MP4", [sound("opus")], { container: "mp4", picture: "none" }],
    ["a picture without sound", [picture("hevc", 720)], { container: "ts", sound: "none" }],
    ["of several pictures the wished", [picture("h264", 1080), picture("h264", 480, 1)], { picture: 1 }],
    ["the smallest where all are larger", [picture("h264", 2160), picture("h264", 1080, 1)], { picture: 1 }]
  ] as const) {
    it(`takes ${what}`, () => assert.deepInclude(Result.getOrThrow(planOf(streams, 720)), plan))
  }

  const whole = [picture("h264", 720), sound("aac")]
  for (const [what, before, now, suits] of [
    ["the usual suits a picture without sound", undefined, [picture("h264", 720)], true],
    ["the usual suits sound alone", undefined, [sound("mp3")], true],
    ["the usual does not suit the second picture", undefined, [picture("h264", 1080), picture("h264", 480, 1)], false],
    [
      "one without sound does not suit a stream with sound",
      [picture("av1", 720)],
      [picture("av1", 720), sound("aac")],
      false
    ],
    ["one without a picture does not suit a stream with one", [sound("mp3")], whole, false],
    [
      "one of the second picture does not suit a stream with one",
      [picture("h264", 1080), picture("h264", 480, 1)],
      whole,
      false
    ],
    ["one of a picture does not suit sound alone in MP4", [picture("av1", 720), sound("opus")], [sound("opus")], false],
    ["one suits what it was made for", whole, whole, true]
  ] as const) {
    it(`holds: ${what}`, () => {
      const plan = (streams: ReadonlyArray<Told>) => Result.getOrThrow(planOf(streams, 720))
      assert.strictEqual(isAlike(before === undefined ? usual : plan(before), plan(now)), suits)
    })
  }

  it("is none where no file has room for the picture, or nothing is there", () => {
    assert.isTrue(Result.isFailure(planOf([picture("rawvideo", 720)], 720)))
    assert.isTrue(Result.isFailure(planOf([], 720)))
  })
})
