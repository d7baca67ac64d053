import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  blocksToHold,
  driverHistory,
  gate,
  heldAt,
  provenAfter,
  provenBy
} from "../../../src/domain/supervision/Breaker.ts"
import { alive, at, exited, fresh, told } from "./given.ts"

const policy = { errorWindow: 1000, restartDelayMax: 200 }
const show = (blocks: ReadonlyArray<number>, now: number, proven: number | null = null): string => {
  const found = gate(
    { blocks: blocks.map(at), provenAt: proven === null ? null : at(proven), isTried: false },
    policy,
    at(now)
  )
  return found._tag === "held" ? `held until ${found.until - at(0)}` : found._tag
}

describe("a driver", () => {
  it.each([
    { name: "without blocks", blocks: [], now: 0, proven: null, found: "open" },
    { name: "with two", blocks: [0, 10], now: 11, proven: null, found: "open" },
    { name: "with three", blocks: [0, 10, 20], now: 20, proven: null, found: "held until 220" },
    {
      name: "with three just within the window",
      blocks: [0, 10, 1000],
      now: 1000,
      proven: null,
      found: "held until 1200"
    },
    { name: "with three just too far apart", blocks: [0, 10, 1001], now: 1001, proven: null, found: "open" },
    { name: "with three at the end of its hold", blocks: [0, 10, 20], now: 220, proven: null, found: "probing" },
    { name: "with three long ago", blocks: [0, 10, 20], now: 90_000, proven: null, found: "probing" },
    { name: "whose probe was blocked", blocks: [0, 10, 20, 230], now: 231, proven: null, found: "held until 430" },
    {
      name: "whose probe was blocked outside the window",
      blocks: [0, 10, 20, 9000],
      now: 9001,
      proven: null,
      found: "held until 9200"
    },
    { name: "whose blocks are older than its proof", blocks: [0, 10, 20], now: 300, proven: 20, found: "open" },
    { name: "blocked twice since its proof", blocks: [0, 10, 20, 400, 410], now: 411, proven: 300, found: "open" },
    {
      name: "blocked three times since its proof",
      blocks: [0, 10, 20, 400, 410, 420],
      now: 421,
      proven: 300,
      found: "held until 620"
    }
  ])("$name is $found", ({ blocks, found, now, proven }) => {
    assert.strictEqual(show(blocks, now, proven), found)
  })

  const Blocks = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3000 }))).check(
    Schema.isMaxLength(8)
  )
  const met = { held: 0, probing: 0, open: 0 }

  it.prop(
    "once shut stays shut without a proof, whatever further blocks and time bring",
    [Blocks, Blocks],
    ([first, more]) => {
      const blocks = first.toSorted((a, b) => a - b)
      const last = blocks.at(-1) ?? 0
      const before = show(blocks, last)
      const after = show([...blocks, ...more.map((ms) => last + ms).sort((a, b) => a - b)], last + 4000)
      if (before !== "open") assert.notStrictEqual(after, "open")
      assert.strictEqual(show(blocks, last + 1, last), "open")
      met[after.startsWith("held") ? "held" : after === "open" ? "open" : "probing"]++
      if (before.startsWith("held")) met.held++
    },
    { arbitrary: { runs: 1000 } }
  )

  it("property met each kind of gate", () => {
    for (const [kind, times] of Object.entries(met)) assert.isAbove(times, 50, kind)
  })

  it("is proven by the latest recorder that lived for long enough", () => {
    assert.isNull(provenBy([], at(0)))
    assert.isNull(provenBy([at(0)], at(provenAfter - 1)))
    assert.strictEqual(provenBy([at(0), at(500), at(900)], at(provenAfter + 500)), at(provenAfter + 500))
    assert.strictEqual(blocksToHold, 3)
  })

  const blocks = [at(20), at(0), at(10)]
  const none = { runs: [], lastRecordingAt: null }

  it("is known by the blocked exits of all its sources, in the order of time", () => {
    const found = driverHistory(blocks, [none, { runs: [], lastRecordingAt: at(5) }], at(30))
    assert.deepStrictEqual(found, { blocks: [at(0), at(10), at(20)], provenAt: at(5), isTried: false })
  })

  it("is tried by what was made since it blocked last, and by nothing older, nor by what has ended", () => {
    const isTried = (...runs: ReadonlyArray<ReturnType<typeof fresh>>) =>
      driverHistory(blocks, [none, { runs, lastRecordingAt: null }], at(40)).isTried
    assert.isTrue(isTried(fresh(1, undefined, 21)))
    assert.isFalse(isTried(alive(1, undefined, 20)))
    assert.isFalse(isTried(told(alive(1, undefined, 21), exited(35))))
  })

  it("is proven by a recorder of that kind once it lived for long enough", () => {
    const source = { runs: [alive(1, undefined, 100)], lastRecordingAt: null }
    assert.isNull(driverHistory(blocks, [source], at(109 + provenAfter)).provenAt)
    assert.strictEqual(driverHistory(blocks, [source], at(110 + provenAfter)).provenAt, at(110 + provenAfter))
  })

  it("that is tried holds back the others with no time told, and one that is not lets the next one try", () => {
    assert.isNull(heldAt({ _tag: "open" }))
    assert.isNull(heldAt({ _tag: "probing", blocks: 3, isTried: false }))
    assert.deepStrictEqual(heldAt({ _tag: "probing", blocks: 3, isTried: true }), {
      _tag: "driver",
      until: null,
      blocks: 3
    })
  })
})
