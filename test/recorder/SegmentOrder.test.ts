import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { MediaPlaylist } from "../../src/recorder/Playlist.ts"
import { follow, type Known } from "../../src/recorder/SegmentOrder.ts"

/** A playlist of segments `first` to `last` of an origin's `run`; a restarted origin names them otherwise. */
const window = (first: number, last: number, run = "a"): MediaPlaylist => ({
  _tag: "Media",
  targetSeconds: 2,
  ended: false,
  torn: false,
  segments: Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => ({
    sequence: first + i,
    name: `${run}${first + i}.ts@0`,
    url: `http://origin/${run}${first + i}.ts`,
    seconds: 2,
    discontinuity: false,
    gap: false,
    range: undefined,
    key: undefined,
    map: undefined
  }))
})

const knowing = (...playlists: ReadonlyArray<MediaPlaylist>): Known | undefined =>
  playlists.reduce<Known | undefined>((known, playlist) => follow(known, playlist).known, undefined)

const taken = (known: Known | undefined, playlist: MediaPlaylist) => {
  const { fetch, missed, reset } = follow(known, playlist)
  return { fetch: fetch.map(({ sequence }) => sequence), missed, reset }
}

describe("following", () => {
  it("begins with all that is listed where that is wished", () => {
    assert.strictEqual(follow(undefined, window(0, 99), true).fetch.length, 100)
    assert.deepStrictEqual(
      follow(knowing(window(0, 5)), window(2, 7), true).fetch.map(({ sequence }) => sequence),
      [6, 7]
    )
  })

  it("C7: takes a broadcast that begins with the numbers and names of one that has ended, and no old copy of that", () => {
    const ended = knowing(window(0, 4), { ...window(0, 8), ended: true })
    assert.deepStrictEqual(taken(ended, window(0, 4)), { fetch: [0, 1, 2, 3, 4], missed: 0, reset: true })
    assert.deepStrictEqual(taken(ended, window(0, 7)), { fetch: [], missed: 0, reset: false })
  })

  it("C7: takes a last segment that may have been cut off when it is listed alike once more", () => {
    const torn = { ...window(0, 5), torn: true }
    const known = knowing(torn)
    assert.strictEqual(known?.last, 4)
    assert.strictEqual(known?.doubted?.sequence, 5)
    assert.deepStrictEqual(taken(known, torn), { fetch: [5], missed: 0, reset: false })
    assert.deepStrictEqual(taken(known, window(0, 6)), { fetch: [5, 6], missed: 0, reset: false })
  })

  it.each([
    { what: "begins with the last half minute", known: undefined, now: window(0, 99), fetch: range(85, 99) },
    { what: "begins with at least three segments", known: undefined, now: slow(window(0, 9)), fetch: [7, 8, 9] },
    { what: "takes what is new", known: knowing(window(0, 5)), now: window(2, 7), fetch: [6, 7] },
    { what: "takes nothing twice", known: knowing(window(0, 5)), now: window(0, 5), fetch: [] },
    { what: "takes nothing of an empty playlist", known: knowing(window(0, 5)), now: window(6, 5), fetch: [] },
    { what: "counts what it missed", known: knowing(window(0, 5)), now: window(9, 11), fetch: [9, 10, 11], missed: 3 },
    { what: "takes nothing of an old copy", known: knowing(window(0, 5), window(4, 9)), now: window(2, 7), fetch: [] },
    {
      what: "begins anew with a restarted origin",
      known: knowing(window(400, 405)),
      now: window(0, 1),
      fetch: [0, 1],
      reset: true
    },
    {
      what: "begins anew when an early number has another name",
      known: knowing(window(0, 5)),
      now: window(0, 3, "b"),
      fetch: [0, 1, 2, 3],
      reset: true
    }
  ])("$what", ({ fetch, known, missed = 0, now, reset = false }) => {
    assert.deepStrictEqual(taken(known, now), { fetch, missed, reset })
  })

  const Poll = Schema.Struct({
    advance: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 })),
    old: Schema.Boolean
  })

  it.prop("takes each segment once and in order, however it is polled", [Schema.Array(Poll)], ([polls]) => {
    const length = 6
    let newest = 5
    let known: Known | undefined
    const order: Array<number> = []
    let missed = 0
    for (const { advance, old } of [{ advance: 0, old: false }, ...polls]) {
      newest += advance
      const end = old ? Math.max(newest - 3, 5) : newest
      const step = follow(known, window(end - length + 1, end))
      assert.isFalse(step.reset)
      order.push(...step.fetch.map(({ sequence }) => sequence))
      missed += step.missed
      known = step.known
    }
    assert.isTrue(order.every((sequence, i) => i === 0 || sequence > (order[i - 1] ?? 0)))
    assert.strictEqual(order.length + missed, (order.at(-1) ?? 0) + 1)
  })

  it.prop("is complete when no poll comes too late", [Schema.Array(Poll)], ([polls]) => {
    let newest = 5
    let known: Known | undefined
    const order: Array<number> = []
    for (const { advance } of [{ advance: 0 }, ...polls]) {
      newest += Math.min(advance, 6)
      const step = follow(known, window(newest - 5, newest))
      order.push(...step.fetch.map(({ sequence }) => sequence))
      known = step.known
    }
    assert.deepStrictEqual(order, range(0, newest))
  })

  it("remembers a bounded number of names", () => {
    const known = Array.from({ length: 200 }, (_, i) => window(i, i + 5)).reduce<Known | undefined>(
      (before, playlist) => follow(before, playlist).known,
      undefined
    )
    assert.strictEqual(known?.names.size, 64)
    assert.strictEqual(Math.max(...(known?.names.keys() ?? [])), 204)
  })
})

function range(first: number, last: number): ReadonlyArray<number> {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

function slow(playlist: MediaPlaylist): MediaPlaylist {
  return { ...playlist, segments: playlist.segments.map((segment) => ({ ...segment, seconds: 20 })) }
}
