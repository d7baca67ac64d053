import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import type { Variant } from "../../src/recorder/Playlist.ts"
import { choose, label } from "../../src/recorder/Variants.ts"

const variant = (height: number | undefined, framerate: number | undefined, more: Partial<Variant> = {}): Variant => ({
  url: `${height}/${framerate}`,
  bandwidth: 1000,
  height,
  framerate,
  width: undefined,
  sound: undefined,
  soundOnly: false,
  ...more
})

const ladder = [variant(1080, 60), variant(1080, 30), variant(720, 60), variant(720, 30), variant(360, 30)]

describe("the variant recorded", () => {
  it.each([
    { what: "is the wished one", of: ladder, wish: [720, 60], url: "720/60" },
    { what: "is of the next lower resolution", of: ladder, wish: [900, 30], url: "720/30" },
    { what: "is the lowest when all are above", of: ladder, wish: [144, 30], url: "360/30" },
    { what: "has the next lower framerate", of: ladder, wish: [1080, 50], url: "1080/30" },
    { what: "has the lowest framerate when all are above", of: ladder, wish: [1080, 25], url: "1080/30" },
    {
      what: "has a framerate that rounds to the wish",
      of: [variant(720, 29.97), variant(720, 25)],
      wish: [720, 30],
      url: "720/29.97"
    },
    {
      what: "is the best of equals",
      of: [variant(720, 30), variant(720, 30, { url: "best", bandwidth: 2000 })],
      wish: [720, 30],
      url: "best"
    },
    {
      what: "has a picture if any has",
      of: [variant(undefined, undefined, { url: "radio", soundOnly: true, bandwidth: 9999 }), variant(360, 25)],
      wish: [720, 30],
      url: "360/25"
    },
    {
      what: "is the best when none says its size",
      of: [variant(undefined, undefined), variant(undefined, undefined, { url: "b", bandwidth: 2000 })],
      wish: [720, 30],
      url: "b"
    },
    {
      what: "has its sound with it",
      of: [variant(720, 30, { sound: "sound" }), variant(360, 30)],
      wish: [720, 30],
      url: "360/30"
    }
  ])("$what", ({ of, url, wish: [resolution = 0, framerate = 0] }) => {
    assert.strictEqual(Result.getOrThrow(choose(of, { resolution, framerate })).url, url)
  })

  it("is none when all keep their sound elsewhere", () => {
    assert.isTrue(Result.isFailure(choose([variant(720, 30, { sound: "sound" })], { resolution: 720, framerate: 30 })))
  })

  it.each([
    [720, 29.97, "720p/30fps"],
    [720, undefined, "720p"],
    [undefined, 30, "unknown"]
  ])("of %s lines at %s is called %s", (height, framerate, name) => {
    assert.strictEqual(label({ height, framerate }), name)
  })
})
