import { assert, describe, it } from "@effect/vitest"
import { deletions } from "../../../src/domain/recordings/Deletions.ts"
import { missing } from "../../../src/domain/recordings/Missing.ts"
import type { RecordedFile } from "../../../src/domain/recordings/OnDisk.ts"
import { rfc3339 } from "../../../src/domain/values/Time.ts"
import { t0 } from "../supervision/given.ts"
import { event, m, minute, recording, run } from "./evidence.ts"

/** A file of a recording that began at `of`, written from and to then; minutes. */
const file = (of: number, number: number, from: number, to: number, named = true): RecordedFile => {
  const begun = rfc3339(m(of)).slice(0, 19).replace("T", "_").replaceAll(":", "-")
  const name = `${named ? begun : `take${of}`}_${String(number).padStart(5, "0")}.ts`
  return { path: `s/${name}`, session: "s", name, bytes: 10, startedAt: m(from), modifiedAt: m(to) }
}

const record = (from: number, to: number | null, bytes = 30) => ({ ...recording(1, from, to), bytes })
const span = (from: number, to: number) => ({ from: m(from), to: m(to) })

const show = ({ bytes, stretches }: ReturnType<typeof missing>["gone"]) => [
  stretches.map(({ from, to }) => [from, to].map((at) => Math.round((10 * (at - t0)) / minute) / 10)),
  bytes
]
const gone = (files: ReadonlyArray<RecordedFile>, records: ReadonlyArray<ReturnType<typeof record>>) =>
  show(missing(files, records, []).gone)

describe("T10: of recordings on record", () => {
  const whole = [file(0, 0, 0, 5), file(0, 1, 5, 10), file(0, 2, 10, 15)]

  it("nothing is missing whose files are there", () => {
    assert.deepStrictEqual(gone(whole, [record(0, 15)]), [[], 0])
  })

  it("nothing is missing of one whose files have all its bytes, however late its recorder told its end", () => {
    assert.deepStrictEqual(gone(whole, [record(0, 15.3)]), [[], 0])
    assert.deepStrictEqual(gone(whole, [record(0, 15.3, 31)]), [[[15, 15.3]], 1])
  })

  it("all is missing that has no file, and a part that has none, with its bytes", () => {
    assert.deepStrictEqual(gone([file(20, 0, 20, 25)], [record(0, 15), record(20, 25, 10)]), [[[0, 15]], 30])
    assert.deepStrictEqual(gone([file(0, 0, 0, 5), file(0, 2, 10, 15)], [record(0, 15)]), [[[5, 10]], 10])
    assert.deepStrictEqual(gone([file(0, 0, 0, 5)], [record(0, 15)]), [[[5, 15]], 20])
  })

  it("nothing is said of what goes on, or never had a byte", () => {
    assert.deepStrictEqual(gone([], [record(0, null), record(5, 6, 0)]), [[], 0])
  })

  it("nothing is missing where a file may be of it that nobody can place: a copy, or one of its time", () => {
    assert.deepStrictEqual(gone([file(0, 0, 900, 900, false)], [record(0, 15)]), [[], 0])
    assert.deepStrictEqual(gone([file(7, 0, 7, 12)], [record(0, 15)]), [[], 0])
    assert.deepStrictEqual(gone([file(0, 0, 0, 900)], [record(0, 15)]), [[], 0])
  })

  it("nothing is missing twice, and what was deleted and is there again is found", () => {
    assert.deepStrictEqual(show(missing([], [record(0, 15)], [span(0, 15)]).gone), [[], 0])
    const { found, gone } = missing(whole, [record(0, 15)], [span(0, 15)])
    assert.deepStrictEqual(
      [show(found), show(gone)],
      [
        [
          [
            [0, 5],
            [5, 10],
            [10, 15]
          ],
          30
        ],
        [[], 0]
      ]
    )
  })

  it("what is found again is deleted no more, until it is deleted once more", () => {
    const told = (type: "deleted" | "found", at: number, from: number, to: number) => ({
      ...event(type, at),
      cause: { kind: type, stretches: [span(from, to)], bytes: 1 } as const
    })
    const past = { runs: [run(1, 0, 0, 15)], recordings: [recording(1, 0, 15)] }
    const events = [told("deleted", 20, 0, 15), told("found", 30, 0, 10)]
    assert.deepStrictEqual(deletions({ ...past, events }), [span(10, 15)])
    assert.deepStrictEqual(deletions({ ...past, events: [...events, told("deleted", 40, 0, 5)] }), [
      span(0, 5),
      span(10, 15)
    ])
  })
})
