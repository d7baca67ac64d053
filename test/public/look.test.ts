import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { load } from "./module.ts"

interface Look {
  readonly qualities: (
    variants: ReadonlyArray<{ readonly width: number | null; readonly height: number | null }>
  ) => ReadonlyArray<readonly [string, string]>
  readonly isSoundAlone: (
    variants: ReadonlyArray<{ readonly height: number | null; readonly codecs: string | null }>
  ) => boolean
}

it.effect("the qualities that may be wished are those that make a difference, each with what it gives", () =>
  Effect.gen(function* () {
    const { qualities } = yield* load<Look>("pages/subscriptions/look.js")
    const values = (...heights: ReadonlyArray<number>) =>
      qualities(heights.map((height) => ({ height, width: (height * 16) / 9 })))
    assert.deepStrictEqual(
      values().map(([wish]) => wish),
      ["best", "1080", "720", "480"]
    )
    assert.deepStrictEqual(values(360, 720, 2160), [
      ["best", "The best there is (2160p)"],
      ["1080", "Up to 1080 lines (720p)"],
      ["480", "Up to 480 lines (360p)"]
    ])
    assert.deepStrictEqual(values(1440), [["best", "The best there is (1440p)"]])
    assert.deepStrictEqual(qualities([{ width: 720, height: 1280 }]), [["best", "The best there is (720p)"]])
    assert.strictEqual(qualities([{ width: null, height: null }]).length, 4)
  })
)

it.effect("what is known to be heard alone offers no picture to choose", () =>
  Effect.gen(function* () {
    const { isSoundAlone } = yield* load<Look>("pages/subscriptions/look.js")
    const of = (codecs: string | null, height: number | null = null) => ({ codecs, height })
    for (const codecs of ["mp3", "mp4a.40.2", "aac", "vorbis", "Opus"])
      assert.isTrue(isSoundAlone([of(codecs)]), codecs)
    assert.isFalse(isSoundAlone([]))
    assert.isFalse(isSoundAlone([of(null)]))
    assert.isFalse(isSoundAlone([of("mp4a.40.2"), of("avc1.64001f,mp4a.40.2")]))
    assert.isFalse(isSoundAlone([of("mp3", 720)]))
  })
)
