import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { daysBetween } from "../../../src/domain/recordings/Days.ts"
import type { RecordedFile } from "../../../src/domain/recordings/OnDisk.ts"
import { containerOf, type SessionEvidence, sessionOf } from "../../../src/domain/recordings/SessionFiles.ts"
import { stale } from "../../../src/domain/recordings/Shelf.ts"
import { Instant, later } from "../../../src/domain/values/Time.ts"

const began = Instant.make(Date.UTC(2026, 0, 1))
const at = (seconds: number) => later(began, seconds * 1_000)

const file = (name: string, from: number, to: number): RecordedFile => ({
  path: `s/${name}`,
  session: "s",
  name,
  bytes: 10,
  startedAt: at(from),
  modifiedAt: at(to)
})

const unknown = { title: null, container: null, codecs: null, width: null, height: null }

const told = (files: ReadonlyArray<RecordedFile>, evidence: Partial<SessionEvidence> = {}) =>
  sessionOf("s", files, { durations: new Map(), records: new Map(), isOpen: false, ...evidence }, unknown)

describe("a session as its files tell it", () => {
  it("lasts from its first file to its last byte, and plays for as long as its files do", () => {
    const files = [file("2026-01-01_00-00-00_00000.ts", 0, 60), file("2026-01-01_00-00-00_00001.ts", 60, 100)]
    const durations = new Map([
      ["s/2026-01-01_00-00-00_00000.ts", 59_000],
      ["s/2026-01-01_00-00-00_00001.ts", 38_000]
    ])
    const expected = { startedAt: began, endedAt: at(100), duration: 97_000, bytes: 20, files: 2, gaps: [] }
    assert.deepInclude(told(files, { durations }), expected)
    assert.deepInclude(told(files), { ...expected, duration: 100_000 }, "without their own word by their times")
    assert.deepInclude(told(files, { isOpen: true }), { endedAt: null })
    assert.isNull(told([]))
  })

  it("plays as long as their times tell of files that say of themselves what no file can", () => {
    const one = file("a.mp4", 0, 60)
    for (const said of [2 ** 64 * 1000, Number.POSITIVE_INFINITY, Number.NaN, -1, 401 * 86_400_000]) {
      assert.deepInclude(told([one], { durations: new Map([[one.path, said]]) }), { duration: 60_000, endedAt: at(60) })
    }
  })

  it("T14: of copies ends when it ends to play, however late they were written", () => {
    const day = 86_400
    const copied = file("2026-01-01_00-00-00.mp4", 0, 30 * day)
    const durations = new Map([[copied.path, 600_000]])
    assert.deepInclude(told([copied], { durations }), { startedAt: began, endedAt: at(600), duration: 600_000 })
    const slow = file("2026-01-01_00-00-00.mp4", 0, 650)
    assert.deepInclude(
      told([slow], { durations }),
      { endedAt: at(650), duration: 600_000 },
      "what is lost is no copying"
    )
  })

  it("R34: begins and ends as its recordings on record do", () => {
    const files = [file("a_00000.ts", 3, 60), file("b_00000.ts", 80, 100)]
    const records = new Map([
      ["s/a_00000.ts", { startedAt: at(1), endedAt: at(61), bytes: 10 }],
      ["s/b_00000.ts", { startedAt: at(79), endedAt: at(102), bytes: 10 }]
    ])
    assert.deepInclude(told(files, { records }), { startedAt: at(1), endedAt: at(102), gaps: [] })
  })

  it("has gaps between what was recorded in pieces, of which nobody knows why", () => {
    const files = [file("b.ts", 80, 100), file("a.ts", 0, 60), file("c.ts", 101, 110)]
    assert.deepStrictEqual(told(files)?.gaps, [{ from: at(60), to: at(80), ms: 20_000, cause: null }])
  })

  it("is not as long twice where a converter made something beside it", () => {
    const files = [file("a.ts", 0, 60), file("a.mp4", 500, 600)]
    assert.deepInclude(told(files), { endedAt: at(60), duration: 60_000, bytes: 20, files: 2 })
    assert.strictEqual(containerOf(files), "ts")
    assert.strictEqual(containerOf([{ name: "a.mkv.part" }]), "mkv")
    assert.isNull(containerOf([{ name: "a.mkv" }, { name: "b.mp4" }]))
  })
})

describe("a shelf", () => {
  const row = { session: "s", endedAt: at(100), readAt: at(400), goneAt: null }

  it("is read where it is new, changed, or may have gone on", () => {
    const unread = (other: Partial<typeof row>, changedAt = at(90)) =>
      stale([{ ...row, ...other }], [{ session: "s", changedAt }]).unread.length > 0
    assert.isFalse(unread({}))
    assert.isTrue(unread({ readAt: at(120) }), "it may have gone on being written")
    assert.isTrue(unread({}, at(390)))
    assert.deepStrictEqual(stale([], [{ session: "s", changedAt: began }]), { unread: ["s"], missing: [] })
    assert.deepStrictEqual(stale([{ ...row, goneAt: at(500) }], [{ session: "s", changedAt: began }]).unread, ["s"])
    assert.deepStrictEqual(stale([{ ...row, endedAt: null }], [{ session: "s", changedAt: began }]).unread, ["s"])
  })

  it("misses what has no folder, once", () => {
    assert.deepStrictEqual(stale([row], []), { unread: [], missing: ["s"] })
    assert.deepStrictEqual(stale([{ ...row, goneAt: at(1) }], []), { unread: [], missing: [] })
  })
})

describe("days", () => {
  const berlin = DateTime.zoneMakeNamedUnsafe("Europe/Berlin")
  const utc = (text: string) => Instant.make(Date.parse(text))

  it("D14: begin where their zone's do, also when a day has 23 or 25 hours", () => {
    const spring = daysBetween(utc("2026-03-28T12:00:00Z"), utc("2026-03-30T12:00:00Z"), berlin, 9)
    assert.deepStrictEqual(
      spring?.map(({ date, from }) => [date, from]),
      [
        ["2026-03-28", utc("2026-03-27T23:00:00Z")],
        ["2026-03-29", utc("2026-03-28T23:00:00Z")],
        ["2026-03-30", utc("2026-03-29T22:00:00Z")],
        ["2026-03-31", utc("2026-03-30T22:00:00Z")]
      ]
    )
    const autumn = daysBetween(utc("2026-10-25T00:30:00Z"), utc("2026-10-25T22:59:59Z"), berlin, 9)
    assert.deepStrictEqual(
      autumn?.map(({ from }) => from),
      [utc("2026-10-24T22:00:00Z"), utc("2026-10-25T23:00:00Z")]
    )
  })

  it("are not more than are asked for", () => {
    assert.lengthOf(daysBetween(began, later(began, 8 * 86_400_000), berlin, 9) ?? [], 10)
    assert.isNull(daysBetween(began, later(began, 9 * 86_400_000), berlin, 9))
  })
})
