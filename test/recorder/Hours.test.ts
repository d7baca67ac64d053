import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { recordedMinutes } from "./hours/recorded.ts"
import { segment } from "./hours/ticking.ts"

needing("ffmpeg", "ffprobe")("fragmented MP4 with its sound apart", () => {
  it.live(
    "is one file of ten minutes that plays, its sound never more than 20 ms from its picture (`npm run hours` does two hours)",
    () =>
      Effect.gen(function* () {
        const { apart, complaints, files, pictures, segments, sounds, trigger } = yield* recordedMinutes(10)
        assert.deepStrictEqual([trigger, files, complaints], ["stream_end", 1, ""])
        assert.deepStrictEqual([pictures, sounds], [segments * segment.pictures, segments * segment.sounds])
        assert.isAtMost(apart, 0.02)
      }).pipe(Effect.provide(NodeFileSystem.layer)),
    300_000
  )
})
