import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { codingIn } from "../../src/media/Coding.ts"
import { packetLength } from "../../src/media/TransportPacket.ts"
import { needing } from "../Programs.ts"
import { stream } from "./stream.ts"

/** Half a second of picture and sound that ffmpeg makes with these options, as the ending says. */
const made = (ending: string, size: string, ...options: ReadonlyArray<string>): Uint8Array => {
  const folder = mkdtempSync(join(tmpdir(), "sticky-coding-"))
  try {
    const file = join(folder, `a.${ending}`)
    const inputs = ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=25`, "-f", "lavfi", "-i", "sine=440"]
    const fragments = ending === "mp4" ? ["-movflags", "empty_moov+frag_keyframe"] : []
    execFileSync("ffmpeg", ["-v", "error", ...inputs, "-t", "0.5", ...options, ...fragments, file])
    return readFileSync(file).subarray(0, 256 * 1024)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const h264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "ultrafast"]
const hevc = ["-c:v", "libx265", "-pix_fmt", "yuv420p", "-preset", "ultrafast", "-x265-params", "log-level=none"]
const aac = ["-c:a", "aac"]

const upTo = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))

let kept: ReadonlyArray<Uint8Array> | undefined

/** One file of each container, made once. */
const files = (): ReadonlyArray<Uint8Array> => {
  kept ??= [made("ts", "160x90", ...h264, ...aac), made("mp4", "160x90", ...hevc, ...aac)]
  return kept
}

needing("ffmpeg")("how a file is coded", () => {
  for (const ending of ["ts", "mp4"]) {
    it(`is told by its beginning: ${ending}`, () => {
      const told = (size: string, ...options: ReadonlyArray<string>) => codingIn(made(ending, size, ...options))
      const base = [...h264, "-profile:v", "baseline", "-level", "3.0", ...aac]
      assert.deepStrictEqual(told("322x182", ...base), {
        codecs: ["avc1.42c01e", "mp4a.40.2"],
        width: 322,
        height: 182
      })
      const interlaced = [...h264, "-preset", "medium", "-profile:v", "high", "-level", "4.0", "-flags", "+ilme+ildct"]
      assert.deepStrictEqual(told("720x484", ...interlaced, "-an"), {
        codecs: ["avc1.640028"],
        width: 720,
        height: 484
      })
      assert.deepStrictEqual(told("330x186", "-tag:v", "hvc1", ...hevc, ...aac), {
        codecs: ["hvc1.1.6.L60.90", "mp4a.40.2"],
        width: 330,
        height: 186
      })
      assert.deepStrictEqual(told("160x90", "-vn", ...aac), {
        codecs: ["mp4a.40.2"],
        width: undefined,
        height: undefined
      })
    })
  }

  it("is told of MPEG-2, of AV1, of MP3 and of files that are not fragmented", () => {
    assert.deepStrictEqual(codingIn(made("ts", "160x90", "-c:v", "mpeg2video", "-c:a", "mp2")), {
      codecs: ["mp2v", "mp3"],
      width: 160,
      height: 90
    })
    const av1 = codingIn(made("mp4", "160x90", "-c:v", "libaom-av1", "-cpu-used", "8", "-c:a", "libmp3lame"))
    assert.deepStrictEqual(av1, { codecs: ["av01.0.00M.08", "mp3"], width: 160, height: 90 })
    assert.deepStrictEqual(codingIn(made("mp3", "160x90", "-vn"))?.codecs, ["mp3"])
    const whole = made(
      "mov",
      "160x90",
      ...h264,
      "-preset",
      "medium",
      "-profile:v",
      "high",
      "-level",
      "3.1",
      "-movflags",
      "faststart",
      "-an"
    )
    assert.deepStrictEqual(codingIn(whole), { codecs: ["avc1.64001f"], width: 160, height: 90 })
  })

  it.prop(
    "is not told by what is damaged, however it is damaged, and never fails",
    [upTo(1), upTo(64 * 1024), Schema.Array(Schema.Tuple([upTo(8 * 1024), upTo(255)])).check(Schema.isMaxLength(40))],
    ([which, length, changes]) => {
      const copy = (files()[which] ?? new Uint8Array()).slice(0, length)
      for (const [at, value] of changes) if (at < copy.length) copy[at] = value
      const { height = 1, width = 1 } = codingIn(copy) ?? {}
      assert.isTrue(width > 0 && height > 0)
    }
  )
})

describe("a file without a whole picture", () => {
  it("is told by the names of its streams alone", () => {
    const { codecs, height, width } = codingIn(stream(0, 2).subarray(0, 4 * packetLength)) ?? {}
    assert.deepStrictEqual([codecs?.at(0), width, height], ["avc1", undefined, undefined])
  })

  it("is nothing where there is nothing", () => {
    assert.isUndefined(codingIn(new Uint8Array()))
    assert.isUndefined(codingIn(Buffer.from("#EXTM3U\n")))
  })
})
