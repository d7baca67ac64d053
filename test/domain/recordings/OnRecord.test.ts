import { assert, describe, it } from "@effect/vitest"
import type { RecordedFile } from "../../../src/domain/recordings/OnDisk.ts"
import { begunAt, lengthOf, onRecord } from "../../../src/domain/recordings/OnRecord.ts"
import { m, minute } from "./evidence.ts"

const file = (name: string, from: number, to: number, bytes = 10): RecordedFile => ({
  path: `s/${name}`,
  session: "s",
  name,
  bytes,
  startedAt: m(from),
  modifiedAt: m(to)
})
const record = (from: number, to: number | null, bytes = 10) => ({
  startedAt: m(from),
  endedAt: to === null ? null : m(to),
  bytes
})

const shown = (files: ReadonlyArray<RecordedFile>, records: ReadonlyArray<ReturnType<typeof record>>) => {
  const found = onRecord(files, records)
  return files.map((one) => found.get(one.path)?.startedAt ?? 0)
}

describe("T14: when a file began", () => {
  it("is told by its name, whatever is on record", () => {
    const named = file("2026-01-01_00-10-00.ts", 10, 20)
    assert.strictEqual(begunAt(named, record(11, 20), true), m(10))
  })

  it("is told by the database where its name tells no time, before the file's own times are", () => {
    const copied = file("carol.ts", 500, 500, 77)
    const records = [record(0, 10, 55), record(20, 30, 77)]
    assert.deepStrictEqual(shown([copied], records), [m(20)])
    assert.strictEqual(begunAt(copied, records[1], true), m(20))
    const own = file("carol.ts", 29, 30, 1)
    assert.deepStrictEqual(shown([own], records), [m(20)])
  })

  it("is told by the file's own times where nothing is on record, or more than one might be it", () => {
    const copied = file("carol.ts", 500, 500, 77)
    assert.strictEqual(begunAt(copied, undefined, true), m(500))
    assert.deepStrictEqual(shown([copied], [record(0, 10, 77), record(20, 30, 77)]), [0])
    const twins = [copied, file("dave.ts", 500, 501, 77)]
    assert.deepStrictEqual(shown(twins, [record(0, 10, 77)]), [0, 0])
    assert.deepStrictEqual(shown([file("carol.ts", 500, 500, 0)], [record(0, 10, 0)]), [0])
  })

  it("of a later file of a recording is not told by its record, which knows the first", () => {
    assert.strictEqual(begunAt(file("carol_00002.ts", 25, 30), record(20, 30), false), m(25))
  })
})

describe("T10: the length of a recording", () => {
  it("is that of its record, for all of its files, to its last byte while it goes on", () => {
    const files = [file("2026-01-01_00-10-00_00000.ts", 10, 15), file("2026-01-01_00-10-00_00001.ts", 15, 20)]
    assert.deepStrictEqual(shown(files, [record(10, 20), record(40, 50)]), [m(10), m(10)])
    assert.strictEqual(lengthOf(record(10, 20), m(99)), 10 * minute)
    assert.strictEqual(lengthOf(record(10, null), m(13)), 3 * minute)
    assert.strictEqual(lengthOf(record(10, null), m(9)), 0)
  })
})
