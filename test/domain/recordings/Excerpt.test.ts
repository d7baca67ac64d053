import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { excerpt } from "../../../src/domain/recordings/Excerpt.ts"
import type { EntryPoint, PlayableFile } from "../../../src/domain/recordings/Playlist.ts"
import type { Instant } from "../../../src/domain/values/Time.ts"

const at = (seconds: number) => (seconds * 1000) as Instant

const entry = (seconds: number, more: Partial<EntryPoint> = {}): EntryPoint => ({
  offset: seconds * 100,
  at: seconds * 1000,
  breaks: false,
  skipped: 0,
  ...more
})

/** A file of 20 seconds that players can enter every five; a hundred bytes a second. */
const file = (name: string, begins: number, more: Partial<PlayableFile> = {}): PlayableFile => ({
  session: "one",
  name,
  startedAt: at(begins),
  header: 0,
  entries: [0, 5, 10, 15].map((seconds) => entry(seconds)),
  bytes: 2000,
  duration: 20_000,
  closed: true,
  gap: null,
  ...more
})

const shown = (files: ReadonlyArray<PlayableFile>, from: number | null, to: number | null) =>
  excerpt(files, { from: from === null ? null : at(from), to: to === null ? null : at(to) }).map((part) => [
    part.name,
    part.from,
    part.to,
    part.duration / 1000,
    part.startedAt / 1000,
    part.joins
  ])

const both = [file("a_00000.ts", 100), file("a_00001.ts", 120, { gap: 0 })]

describe("an excerpt", () => {
  it("of all there is has each file whole, and says which go on from one another", () => {
    assert.deepStrictEqual(shown(both, null, null), [
      ["a_00000.ts", 0, 2000, 20, 100, false],
      ["a_00001.ts", 0, 2000, 20, 120, true]
    ])
    assert.deepStrictEqual(
      shown([file("a.ts", 100), file("b.ts", 150, { gap: 30_000 })], null, null).map((part) => part.at(-1)),
      [false, false]
    )
  })

  it("begins and ends where players can enter, around what is asked for", () => {
    assert.deepStrictEqual(shown(both, 107, 124), [
      ["a_00000.ts", 500, 2000, 15, 105, false],
      ["a_00001.ts", 0, 500, 5, 120, true]
    ])
    assert.deepStrictEqual(shown(both, 110, 115), [["a_00000.ts", 1000, 1500, 5, 110, false]])
    assert.deepStrictEqual(shown(both, 140, 150), [])
    assert.deepStrictEqual(shown(both, 10, 100), [])
  })

  it("of what still grows ends where its last piece begins", () => {
    assert.deepStrictEqual(shown([file("a.ts", 100, { closed: false })], null, null), [
      ["a.ts", 0, 1500, 15, 100, false]
    ])
    assert.deepStrictEqual(shown([file("a.ts", 100, { closed: false, entries: [entry(0)] })], null, null), [])
  })

  it("is divided where the stream breaks, and tells the time of day behind what is missing", () => {
    const broken = file("a.ts", 100, {
      entries: [entry(0), entry(5), entry(10, { breaks: true, skipped: 60_000 }), entry(15, { skipped: 60_000 })]
    })
    assert.deepStrictEqual(shown([broken], null, null), [
      ["a.ts", 0, 1000, 10, 100, false],
      ["a.ts", 1000, 2000, 10, 170, false]
    ])
    assert.deepStrictEqual(shown([broken], 120, 160), [])
  })

  const Second = Schema.Int.check(Schema.isBetween({ minimum: 90, maximum: 150 }))

  it.prop(
    "is as long as its parts, and holds every moment that was asked for and recorded",
    [Second, Second],
    ([a, b]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b) + 1]
      const parts = excerpt(both, { from: at(from), to: at(to) })
      for (const part of parts) assert.strictEqual(part.duration, (part.to - part.from) * 10)
      for (let second = Math.max(from, 100); second < Math.min(to, 140); second++) {
        const holds = parts.some(
          ({ duration, startedAt }) => startedAt <= at(second) && at(second) < startedAt + duration
        )
        assert.isTrue(holds, `${second} of ${from} to ${to}`)
      }
    }
  )
})
