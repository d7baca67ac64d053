import { assert, describe, it } from "@effect/vitest"
import { noHistory } from "../../../src/domain/supervision/History.ts"
import { StorageFault } from "../../../src/domain/supervision/StorageFault.ts"
import {
  isAnother,
  judge,
  type StorageGate,
  type StorageProbe,
  unprobed,
  withoutClosures
} from "../../../src/domain/supervision/StorageGate.ts"
import {
  type StorageObstacle,
  stopsRecorders,
  storageCause,
  storedAs
} from "../../../src/domain/supervision/StorageObstacle.ts"
import { at } from "./given.ts"

const well: StorageProbe = { free: 500, size: 1000, hasInodes: true, device: "a", marked: true, fault: null }
const rules = { needed: 100, device: "a" }

const judged = (probe: Partial<StorageProbe>, before: StorageObstacle | null = null, by = rules) =>
  judge({ ...unprobed, obstacle: before }, { ...well, ...probe }, by, at(10_000)).obstacle?.why ?? "open"

describe("the gate of the recordings' folder", () => {
  it.each([
    { name: "all is well", probe: {}, is: "open" },
    { name: "it is not marked yet", probe: { marked: false }, is: "open" },
    { name: "R24: another disk lies in its place", probe: { marked: false, device: "b" }, is: "not_mounted" },
    { name: "it is mounted again as another device", probe: { device: "b" }, is: "open" },
    {
      name: "R24: the folder is gone",
      probe: { fault: "missing", marked: null, device: null, free: null },
      is: "missing"
    },
    { name: "R23: it is read-only", probe: { fault: "read_only" }, is: "read_only" },
    { name: "R23: it may not be written", probe: { fault: "denied" }, is: "denied" },
    { name: "R23: the disk does not answer", probe: { fault: "mute", free: null, marked: null }, is: "mute" },
    { name: "R23: the disk reports an error", probe: { fault: "broken" }, is: "broken" },
    { name: "R17: a write finds no room", probe: { fault: "full" }, is: "full" },
    { name: "R17: no byte is free", probe: { free: 0 }, is: "full" },
    { name: "R17: no inode is free", probe: { hasInodes: false }, is: "no_inodes" },
    { name: "R17: the quota is used up", probe: { fault: "quota" }, is: "quota" },
    { name: "R17: too little is free", probe: { free: 99 }, is: "low" },
    { name: "just enough is free", probe: { free: 100 }, is: "open" }
  ] as const)("is $is when $name", ({ is, probe }) => {
    assert.strictEqual(judged(probe), is)
    // Whatever it was before, it opens by itself.
    if (is !== "low" && is !== "full") assert.strictEqual(judged({}, { why: "read_only" }), "open")
  })

  it("is closed since it was last open, and goes by the name that it is stored under since that began", () => {
    const low = judge({ ...unprobed, checkedAt: at(5_000) }, { ...well, free: 1 }, rules, at(10_000))
    assert.deepInclude(low, { since: at(3_000), namedSince: at(3_000) })
    const away = judge(low, { ...well, fault: "read_only" }, rules, at(15_000))
    assert.deepInclude(away, { since: at(3_000), namedSince: at(8_000) })
    const broken = judge(away, { ...well, fault: "broken" }, rules, at(20_000))
    assert.deepInclude(broken, { since: at(3_000), namedSince: at(8_000) })
    assert.deepInclude(judge(broken, well, rules, at(25_000)), { since: null, namedSince: null })
  })

  it("R17: opens again once a tenth more is free than is to stay free, or a hundredth of a disk that was full", () => {
    const low = { why: "low", free: 1, needed: 110 } as const
    assert.strictEqual(judged({ free: 109 }, low), "low")
    assert.strictEqual(judged({ free: 110 }, low), "open")
    const freely = { ...rules, needed: 0 }
    assert.strictEqual(judged({ free: 9 }, { why: "full" }, freely), "full")
    assert.strictEqual(judged({ free: 10 }, { why: "full" }, freely), "open")
  })

  it("holds nothing where nobody was ever seen to write: recorders of another machine may", () => {
    const unproven = { ...rules, device: null as never }
    for (const fault of ["read_only", "denied", "missing", "mute", "broken"] as const) {
      assert.strictEqual(judged({ fault, marked: false }, null, unproven), "open", fault)
    }
    assert.strictEqual(judged({ fault: "full", marked: false }, null, unproven), "full")
    assert.isFalse(isAnother({ ...well, marked: false, device: "b" }, null))
  })

  it("tells since when it is closed: from when it was last known to be open", () => {
    const step = (gate: StorageGate, fault: StorageProbe["fault"], ms: number) =>
      judge(gate, { ...well, fault }, rules, at(ms))
    const open = step(unprobed, null, 5_000)
    assert.isNull(open.since)
    const closed = step(open, "read_only", 9_000)
    assert.strictEqual(closed.since, at(3_000))
    assert.strictEqual(step(closed, "denied", 14_000).since, at(3_000))
    assert.isNull(step(closed, null, 14_000).since)
  })

  it("tells each obstacle by one cause, and stores it by one name", () => {
    const low = { why: "low", free: 1, needed: 2 } as const
    assert.deepStrictEqual([storageCause(low), storedAs(low)], [{ kind: "disk", free: 1, needed: 2 }, "disk"])
    for (const why of StorageFault.literals) {
      assert.deepStrictEqual(
        [storageCause({ why }), storedAs({ why })],
        [{ kind: "unwritable", fault: why }, "storage"]
      )
    }
  })

  it("R24: stops what runs where it would write beneath a share or fill the disk, and leaves alone what fails by itself", () => {
    const stops = (why: Exclude<StorageObstacle["why"], "low">) => stopsRecorders({ why })
    for (const why of ["not_mounted", "missing", "full", "no_inodes"] as const) assert.isTrue(stops(why), why)
    for (const why of ["read_only", "denied", "quota", "mute", "broken"] as const) assert.isFalse(stops(why), why)
    assert.isTrue(stopsRecorders({ why: "low", free: 1, needed: 2 }))
  })
})

describe("a history without closures", () => {
  const words = { kind: "exit", code: 1, message: "it can't be written" } as const
  const history = { ...noHistory, failures: [at(1), at(5), at(9)], lastFailure: words }

  it("R23: keeps only what failed while recordings could be written", () => {
    assert.deepStrictEqual(withoutClosures(history, [{ from: at(4), to: at(6) }]).failures, [at(1), at(9)])
    assert.deepStrictEqual(withoutClosures(history, [{ from: at(5), to: at(9) }]).failures, [at(1)])
    assert.deepStrictEqual(withoutClosures(history, [{ from: at(2), to: null }]).failures, [at(1)])
  })

  it("has no last failure where none is left, and is the same where nothing is struck", () => {
    assert.deepStrictEqual(withoutClosures(history, [{ from: at(0), to: null }]), noHistory)
    assert.strictEqual(withoutClosures(history, [{ from: at(6), to: at(8) }]), history)
    assert.strictEqual(withoutClosures(history, []), history)
  })
})
