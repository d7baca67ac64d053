import { assert, describe, it } from "@effect/vitest"
import {
  isTouchedSince,
  paired,
  recordingsOnDisk,
  recordingsSoFar,
  settledBy,
  toldTwice,
  withoutFiles
} from "../../../src/domain/recordings/OnDisk.ts"
import { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import { SourceId } from "../../../src/domain/values/Ids.ts"
import { at, task } from "../supervision/given.ts"

const file = (session: string, name: string, from: number, to: number, bytes = 10) => ({
  path: `${session}/${name}`,
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
      { startedAt: at(9_000), endedAt: at(70_000) },
      []
    )
    assert.deepStrictEqual(found.map(withoutFiles), [
      { startedAt: at(10_000), endedAt: at(30_000), bytes: 20 },
      { startedAt: at(40_000), endedAt: at(50_000), bytes: 10 },
      { startedAt: at(60_000), endedAt: at(70_000), bytes: 7 }
    ])
  })

  it("are none that an earlier or a later run began", () => {
    const files = [file("s", "a.ts", 0, 9_000), file("s", "b.ts", 10_000, 15_000), file("s", "c.ts", 30_000, 40_000)]
    const found = recordingsOnDisk(files, { startedAt: at(10_500), endedAt: at(20_000) }, [])
    assert.deepStrictEqual(
      found.map(({ startedAt }) => startedAt),
      [at(10_000)]
    )
  })

  it("are none that the next run began, though its name tells only the second in which that was", () => {
    const files = [
      file("s", "a.ts", 10_000, 19_800),
      file("s", "b.ts", 20_000, 22_000),
      file("s", "c.ts", 21_000, 23_000)
    ]
    const next = { startedAt: at(20_700), endedAt: null }
    const found = recordingsOnDisk(files, { startedAt: at(9_000), endedAt: at(19_900) }, [next])
    assert.deepStrictEqual(
      found.map(({ startedAt }) => startedAt),
      [at(10_000)]
    )
  })

  it("are what it began in the second in which the run before ended", () => {
    const files = [file("s", "a.ts", 2_000, 10_100), file("s", "b.ts", 10_000, 15_000)]
    const before = { startedAt: at(1_900), endedAt: at(10_200) }
    const run = { startedAt: at(10_400), endedAt: at(19_900) }
    const begins = (found: ReturnType<typeof recordingsOnDisk>) => found.map(({ startedAt }) => startedAt)
    assert.deepStrictEqual(begins(recordingsOnDisk(files, run, [before])), [at(10_000)])
    assert.deepStrictEqual(begins(recordingsOnDisk(files, before, [run])), [at(2_000)])
  })

  it("are none that the run before began in its last second", () => {
    const files = [file("s", "a.ts", 9_000, 10_100), file("s", "b.ts", 11_000, 15_000)]
    const before = { startedAt: at(2_000), endedAt: at(10_200) }
    const found = recordingsOnDisk(files, { startedAt: at(10_400), endedAt: at(19_900) }, [before])
    assert.deepStrictEqual(
      found.map(({ startedAt }) => startedAt),
      [at(11_000)]
    )
  })

  it("are each one on record, the nearest, and never that of another run", () => {
    const other = TaskId.make("sd-1-other")
    const record = (taskId: TaskId, from: number, to: number | null) => ({
      taskId,
      startedAt: at(from),
      endedAt: to === null ? null : at(to)
    })
    const disk = (from: number, to: number) => ({ startedAt: at(from), endedAt: at(to), bytes: 1 })
    const mine = record(task(), 10_000, 20_000)
    const theirs = record(other, 40_000, null)
    assert.deepStrictEqual(
      paired(task(), [mine, theirs], [disk(11_000, 20_000), disk(21_000, 30_000), disk(39_000, 50_000)]),
      [mine, null, undefined]
    )
    assert.deepStrictEqual(paired(task(), [theirs], [disk(10_000, 39_000)]), [null])
    assert.deepStrictEqual(paired(task(), [mine], [disk(12_000, 14_000), disk(10_000, 11_000)]), [null, mine])
  })

  it("settle bytes always, and times where they are off by more than two seconds", () => {
    const record = { sourceId: SourceId.make(1), taskId: task(), startedAt: at(10_000), endedAt: at(30_000), bytes: 0 }
    const disk = { startedAt: at(11_000), endedAt: at(29_000), bytes: 5 }
    assert.deepStrictEqual(settledBy(record, disk), { ...record, bytes: 5 })
    assert.deepStrictEqual(settledBy({ ...record, endedAt: null }, disk).endedAt, at(29_000))
    const far = { startedAt: at(15_000), endedAt: at(20_000), bytes: 5 }
    assert.deepStrictEqual(settledBy(record, far), { ...record, ...far })
    const going = { startedAt: at(10_000), endedAt: null, bytes: 6 }
    assert.deepStrictEqual(settledBy(record, going), { ...record, bytes: 6 })
    assert.isNull(settledBy({ ...record, endedAt: null }, going).endedAt)
  })

  it("make a second record of the same superfluous that did not end, and none that may have begun since", () => {
    const record = (from: number, to: number | null) => ({
      taskId: task(),
      startedAt: at(from),
      endedAt: to === null ? null : at(to)
    })
    const [first, twice, next] = [record(10_000, 30_000), record(20_000, null), record(29_000, null)]
    const records = [first, twice, next]
    const of = (to: number | null) => [{ startedAt: at(10_000), endedAt: to === null ? null : at(to), bytes: 1 }]
    assert.deepStrictEqual(toldTwice(task(), records, of(30_000), [first]), [twice])
    assert.deepStrictEqual(toldTwice(task(), records, of(null), [first]), [])
    assert.deepStrictEqual(toldTwice(task(), records, of(30_000), [undefined]), [])
  })

  describe("that goes on", () => {
    const files = [
      file("s", "a_00000.ts", 10_000, 20_000),
      file("s", "b_00000.ts", 40_000, 50_000),
      file("s", "b_00001.ts", 50_000, 60_000, 7)
    ]
    const sofar = (recordingSince: number | null, open: string | null, now = 61_000) =>
      recordingsSoFar(
        files,
        { startedAt: at(9_000), recordingSince: recordingSince === null ? null : at(recordingSince), file: open },
        [],
        at(now)
      )
    const [a, b] = [
      { startedAt: at(10_000), endedAt: at(20_000), bytes: 10 },
      { startedAt: at(40_000), endedAt: at(60_000), bytes: 17 }
    ]

    it.each([
      ["all have ended where it records nothing", null, null, 61_000, [a, b]],
      ["the one that it writes goes on", 40_000, "/root/hls/x/s/b_00001.ts", 61_000, [a, { ...b, endedAt: null }]],
      ["that one goes on whatever was known before", 10_000, "/r/s/b_00000.ts", 61_000, [a, { ...b, endedAt: null }]],
      ["none may be the one that goes on where its file is not known", 40_000, null, 61_000, [a]],
      ["another session's file of that name is another", 60_500, "/r/t/b_00001.ts", 70_000, [a, b]],
      ["one that began right now is told soon", null, null, 41_000, [a]]
    ] as const)("%s", (_, since, open, now, expected) => {
      assert.deepStrictEqual(sofar(since, open, now), expected)
    })

    it("matters as far as it began or ended since nobody heard of it", () => {
      assert.isTrue(isTouchedSince(b, at(60_000)))
      assert.isFalse(isTouchedSince(a, at(60_000)))
      assert.isFalse(isTouchedSince({ ...b, endedAt: null }, at(50_000)))
    })
  })
})
