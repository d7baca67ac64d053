import { assert, describe, it } from "@effect/vitest"
import { overlaps, recordingsOnDisk, settledBy } from "../../../src/domain/recordings/OnDisk.ts"
import { SourceId } from "../../../src/domain/values/Ids.ts"
import { at, task } from "../supervision/given.ts"

const file = (session: string, name: string, from: number, to: number, bytes = 10) => ({
  session,
  name,
  bytes,
  startedAt: at(from),
  modifiedAt: at(to)
})

describe("R34: the recordings of a run on the disk", () => {
  it("are its files by name, each from its first to its last byte", () => {
    const found = recordingsOnDisk(
      [
        file("one", "a_00001.ts", 20_000, 30_000),
        file("one", "a_00000.ts", 10_000, 20_000),
        file("one", "b_00000.ts", 40_000, 50_000),
        file("two", "a_00000.ts", 60_000, 70_000, 7)
      ],
      { startedAt: at(9_000), endedAt: at(70_000) }
    )
    assert.deepStrictEqual(found, [
      { startedAt: at(10_000), endedAt: at(30_000), bytes: 20 },
      { startedAt: at(40_000), endedAt: at(50_000), bytes: 10 },
      { startedAt: at(60_000), endedAt: at(70_000), bytes: 7 }
    ])
  })

  it("are none that an earlier or a later run began", () => {
    const files = [file("s", "a.ts", 0, 9_000), file("s", "b.ts", 10_000, 15_000), file("s", "c.ts", 30_000, 40_000)]
    const found = recordingsOnDisk(files, { startedAt: at(10_500), endedAt: at(20_000) })
    assert.deepStrictEqual(
      found.map(({ startedAt }) => startedAt),
      [at(10_000)]
    )
  })

  it("settle bytes always, and times where they are off by more than two seconds", () => {
    const record = { sourceId: SourceId.make(1), taskId: task(), startedAt: at(10_000), endedAt: at(30_000), bytes: 0 }
    const disk = { startedAt: at(11_000), endedAt: at(29_000), bytes: 5 }
    assert.deepStrictEqual(settledBy(record, disk), { ...record, bytes: 5 })
    assert.deepStrictEqual(settledBy({ ...record, endedAt: null }, disk).endedAt, at(29_000))
    const far = { startedAt: at(15_000), endedAt: at(20_000), bytes: 5 }
    assert.deepStrictEqual(settledBy(record, far), { ...record, ...far })
    assert.isTrue(overlaps(record, far))
    assert.isFalse(overlaps(record, { ...far, startedAt: at(33_000), endedAt: at(40_000) }))
  })
})
