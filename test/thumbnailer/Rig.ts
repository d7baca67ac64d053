import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import * as MediaFiles from "../../src/adapters/files/MediaFiles.ts"
import * as PlaybackIndex from "../../src/adapters/files/PlaybackIndex.ts"
import * as Pictures from "../../src/thumbnailer/Pictures.ts"
import { cut, h264, type Made, movie } from "../recorder/made.ts"

/** Recordings in a folder of their own, and pictures of them. */
export const rig = Effect.gen(function* () {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "sticky-pictures-"))),
    (it) => Effect.sync(() => rmSync(it, { recursive: true, force: true }))
  )
  const root = join(folder, "recordings")
  mkdirSync(root)
  /** Writes a file below the recordings. */
  const put = (path: string, bytes: Uint8Array) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), bytes)
  }
  const link = (path: string, target: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    symlinkSync(target, join(root, path))
  }
  const remove = (path: string) => rmSync(join(root, path), { recursive: true })
  /** The pictures, as a process that starts anew has them. */
  const pictures = Effect.gen(function* () {
    const beside = yield* Layer.build(
      Layer.mergeAll(MediaFiles.layer(root), PlaybackIndex.layer(root), NodeServices.layer)
    )
    return yield* Effect.provide(Pictures.make(join(folder, "pictures")), beside)
  })
  return { folder, put, link, remove, pictures }
})

const joined = ({ header, segments }: Made): Uint8Array =>
  Buffer.concat([header ?? new Uint8Array(0), ...segments.map(({ bytes }) => bytes)])

let kinds: Readonly<Record<"ts" | "mp4" | "sound" | "soundMp4" | "mkv", Uint8Array>> | undefined

/** Six seconds of a moving picture with a tone, and of the tone alone, as recorders write them. */
export const made = () => {
  if (kinds !== undefined) return kinds
  const whole = movie(6, h264, "320x180")
  kinds = {
    ts: joined(cut(whole, "mpegts", ["0:v", "0:a"])),
    mp4: joined(cut(whole, "fmp4", ["0:v", "0:a"])),
    sound: joined(cut(whole, "mpegts", ["0:a"])),
    soundMp4: joined(cut(whole, "fmp4", ["0:a"])),
    mkv: whole
  }
  return kinds
}

/** Width and height of a JPEG, by its frame header. */
export const sizeOf = (jpeg: Uint8Array): readonly [number, number] | undefined => {
  const bytes = Buffer.from(jpeg)
  if (bytes.readUInt16BE(0) !== 0xffd8) return undefined
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at)
    if (marker >= 0xffc0 && marker <= 0xffc2) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)]
  }
  return undefined
}
