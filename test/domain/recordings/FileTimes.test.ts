import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { beginnings, inOrder, namedMoments } from "../../../src/domain/recordings/FileTimes.ts"
import { isRecordingName } from "../../../src/domain/recordings/MediaName.ts"
import type { Instant } from "../../../src/domain/values/Time.ts"

const berlin = DateTime.zoneMakeNamedUnsafe("Europe/Berlin")
const at = (text: string) => Date.parse(text) as Instant
const show = (moments: ReadonlyArray<Instant>) =>
  moments.map((one) => DateTime.formatIso(DateTime.makeUnsafe(one)).slice(0, 19))

const file = (name: string, modified: string, born: string | null = null) => ({
  name,
  modifiedAt: at(modified),
  bornAt: born === null ? null : at(born)
})
const starts = (...files: ReadonlyArray<ReturnType<typeof file>>) => show(beginnings(files, berlin))

describe("T14: a file began", () => {
  it("when its name tells, however it was copied or moved, and where no birth time is kept", () => {
    const name = "2026-01-02_03-04-05_00000.ts"
    for (const born of [null, "2026-06-01T00:00:00Z", "2026-01-02T02:04:09Z"]) {
      assert.deepStrictEqual(starts(file(name, "2026-01-02T02:09:05Z", born)), ["2026-01-02T02:04:05"])
      assert.deepStrictEqual(starts(file(name, "2026-06-01T00:00:00Z", born)), ["2026-01-02T02:04:05"])
    }
  })

  it("as a later part of its recording, when the part before was written last", () => {
    assert.deepStrictEqual(
      starts(
        file("2026-01-02_03-04-05_00000.ts", "2026-01-02T02:09:05Z", "2026-06-01T00:00:00Z"),
        file("2026-01-02_03-04-05_00001.ts", "2026-01-02T02:14:05Z", "2026-06-01T00:00:01Z"),
        file("2026-01-02_05-00-00_00000.ts", "2026-01-02T04:05:00Z", "2026-06-01T00:00:02Z")
      ),
      ["2026-01-02T02:04:05", "2026-01-02T02:09:05", "2026-01-02T04:00:00"]
    )
  })

  it("by its own times where its name has none, is no time, or is refuted by them", () => {
    assert.deepStrictEqual(starts(file("a.ts", "2026-01-02T02:09:05Z", "2026-01-02T02:04:05Z")), [
      "2026-01-02T02:04:05"
    ])
    assert.deepStrictEqual(starts(file("a.ts", "2026-01-02T02:09:05Z", "2026-06-01T00:00:00Z")), [
      "2026-01-02T02:09:05"
    ])
    assert.deepStrictEqual(starts(file("2026-13-45_99-99-99.ts", "2026-01-02T02:09:05Z")), ["2026-01-02T02:09:05"])
    assert.deepStrictEqual(starts(file("2026-05-02_03-04-05.ts", "2026-01-02T02:09:05Z")), ["2026-01-02T02:09:05"])
  })
})

describe("D14: recordings", () => {
  const files = [
    file("2025-10-26_02-00-10_00000.ts", "2025-10-26T01:00:18Z"),
    file("2025-10-26_02-59-50-2_00000.ts", "2025-10-26T01:59:58Z"),
    file("2025-10-26_02-59-50_00000.ts", "2025-10-26T00:59:58Z")
  ]

  it("of the hour that autumn repeats are in the order in which they were made", () => {
    assert.lengthOf(namedMoments("2025-10-26_02-59-50", berlin), 2)
    const began = beginnings(files, berlin)
    const known = files.map(({ name }, i) => ({ name, startedAt: began[i] ?? (0 as Instant) }))
    assert.deepStrictEqual(
      inOrder(known, berlin).map(({ name }) => name),
      ["2025-10-26_02-59-50_00000.ts", "2025-10-26_02-00-10_00000.ts", "2025-10-26_02-59-50-2_00000.ts"]
    )
  })

  it("of all other hours are in the order of their names, whatever the times of the files", () => {
    const copied = ["2026-01-02_03-04-05_00000.ts", "2026-01-02_03-04-05_00001.ts", "a.ts"].map((name, i) => ({
      name,
      startedAt: at(`2026-06-01T00:00:0${9 - i}Z`)
    }))
    assert.deepStrictEqual(inOrder(copied, berlin), copied)
  })

  it("that can't be asked for by their names are none", () => {
    for (const name of ["back\\slash.ts", "ctl\u0007.ts", "a\nb.ts", "\u0085.ts"])
      assert.isFalse(isRecordingName(name), name)
    for (const name of ["100% #1 ?.ts", "quote\"x'y.ts", "rtl\u202egnp.ts", "é.ts", "%2e%2e%2fetc.ts", "CON.ts"]) {
      assert.isTrue(isRecordingName(name), name)
    }
  })
})
