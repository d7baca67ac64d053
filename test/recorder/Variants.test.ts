import { assert, describe, it } from "@effect/vitest"
import type { Variant } from "../../src/recorder/Playlist.ts"
import { label, ranked } from "../../src/recorder/Variants.ts"

const variant = (height: number | undefined, framerate: number | undefined, more: Partial<Variant> = {}): Variant => ({
  url: `${height}/${framerate}`,
  bandwidth: 1000,
  height,
  framerate,
  width: undefined,
  codecs: undefined,
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
      what: "may have its sound apart",
      of: [variant(720, 30, { sound: "sound" }), variant(360, 30)],
      wish: [720, 30],
      url: "720/30"
    },
    {
      what: "C5: is counted by its short side where it stands upright",
      of: [variant(854, 30, { width: 480 }), variant(1280, 30, { width: 720 }), variant(1920, 30, { width: 1080 })],
      wish: [720, 30],
      url: "1280/30"
    },
    { what: "C5: is the best there is", of: ladder, wish: [Number.POSITIVE_INFINITY, 60], url: "1080/60" }
  ])("$what", ({ of, url, wish: [resolution = 0, framerate = 0] }) => {
    assert.strictEqual(ranked(of, { resolution, framerate })[0]?.url, url)
  })

  it("C5: is followed by the next best, for where it is not to be had", () => {
    assert.deepStrictEqual(
      ranked(ladder, { resolution: 720, framerate: 30 }).map(({ url }) => url),
      ["720/30", "720/60", "360/30", "1080/30", "1080/60"]
    )
  })

  it.each([
    [720, 29.97, "720p/30fps"],
    [720, undefined, "720p"],
    [undefined, 30, "unknown"]
  ])("of %s lines at %s is called %s", (height, framerate, name) => {
    assert.strictEqual(label({ height, width: undefined, framerate }), name)
  })
})
