import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { wantedBy } from "../../src/thumbnailer/Wanted.ts"

describe("what is asked of the thumbnailer", () => {
  it("is the newest picture of a source, or the poster or the strip of a session", () => {
    const key = { driver: "hls", username: "a.b" }
    assert.deepStrictEqual(wantedBy("/hls/a.b?at=12"), Option.some({ _tag: "Newest", key }))
    assert.deepStrictEqual(
      wantedBy("/hls/a.b/2026-01-01_00-00-00.jpg"),
      Option.some({ _tag: "Poster", key, session: "2026-01-01_00-00-00" })
    )
    assert.deepStrictEqual(
      wantedBy("/hls/a.b/2026-01-01_00-00-00-strip.jpg"),
      Option.some({ _tag: "Strip", key, session: "2026-01-01_00-00-00" })
    )
  })

  it("S2: is nothing where a name is hidden, encoded, too long or leads elsewhere", () => {
    const crafted = [
      "",
      "/",
      "/hls",
      "/hls/",
      "//hls/a",
      "/hls/..",
      "/hls/a..b",
      "/hls/.a",
      "/HLS/a",
      "/hls/%61",
      "/hls/a%2fb",
      "/hls/a\\b",
      "/hls/a\0",
      "/hls/a/",
      "/hls/a/b",
      "/hls/a/b.png",
      "/hls/a/.jpg",
      "/hls/a/../b.jpg",
      "/hls/a/a..b.jpg",
      "/hls/a/b/c.jpg",
      "/hls/a/%2e%2e.jpg",
      `/hls/${"a".repeat(65)}`,
      `/hls/a/${"a".repeat(129)}.jpg`
    ]
    for (const url of crafted) assert.isTrue(Option.isNone(wantedBy(url)), url)
  })
})
