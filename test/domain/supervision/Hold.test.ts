import { assert, describe, it } from "@effect/vitest"
import {
  type Bearings,
  drainDelay,
  duplicateDelay,
  holdAfter,
  type Offer,
  retryDelayMax,
  roomDelay,
  triesAfter
} from "../../../src/domain/supervision/Hold.ts"
import type { Run } from "../../../src/domain/supervision/Run.ts"
import { lastEnded } from "../../../src/domain/supervision/RunOrder.ts"
import { refuse } from "../../../src/domain/supervision/RunReducer.ts"
import { alive, at, dequeued, exited, fresh, inQueue, recorderLine, said, source, stopping, told } from "./given.ts"

const lostPlace = told(inQueue(1), dequeued(100, "pool: item expired"))
const offer = { settings: "720p", action: "hls" }

const nothing: Bearings = { upSince: null, freeSince: null, checkInterval: () => 60_000 }

interface More {
  readonly reset?: number
  readonly offer?: Offer
  readonly since?: Partial<Bearings>
}

const holding = (run: Run, now: number, more: More = {}) =>
  holdAfter(run, more.reset ?? 0, () => more.offer ?? offer, { ...nothing, ...more.since }, at(now))

describe("a start that lost its place in the queue", () => {
  it.each([
    { name: "just now", runs: [lostPlace], ms: 100, holds: true },
    { name: "not long enough ago", runs: [lostPlace], ms: 99 + roomDelay, holds: true },
    { name: "long enough ago", runs: [lostPlace], ms: 100 + roomDelay, holds: false },
    { name: "before another run", runs: [lostPlace, told(alive(2, source, 200), exited(300))], ms: 400, holds: false },
    { name: "after another run", runs: [told(alive(2, source, -50), exited(-20)), lostPlace], ms: 200, holds: true },
    { name: "because we stopped it", runs: [told(stopping(inQueue()), dequeued(100))], ms: 100, holds: false },
    { name: "never", runs: [alive(), inQueue(2)], ms: 100, holds: false }
  ])("$name holds the next one: $holds", ({ holds, ms, runs }) => {
    assert.strictEqual(holdAfter(lastEnded(runs), 0, () => offer, nothing, at(ms)) !== null, holds)
  })

  it("is tried again at a known time, in the overseer's words", () => {
    assert.deepStrictEqual(holding(lostPlace, 200), {
      _tag: "declined",
      why: "dequeued",
      until: at(100 + roomDelay),
      message: "pool: item expired"
    })
  })

  it("waits twice as long each time in a row, up to a limit", () => {
    const waits = Array.from({ length: 8 }, (_, tries) => {
      const hold = holding({ ...lostPlace, tries }, 200)
      return hold?._tag === "declined" ? (hold.until ?? 0) - at(100) : 0
    })
    assert.deepStrictEqual(
      waits,
      [1, 2, 4, 8, 16, 20, 20, 20].map((times) => times * roomDelay)
    )
    assert.strictEqual(waits.at(-1), retryDelayMax)
    assert.strictEqual(triesAfter({ ...lostPlace, tries: 3 }), 4)
    assert.strictEqual(triesAfter({ ...told(alive(), exited(300)), tries: 3 }), 0)
    assert.strictEqual(triesAfter(null), 0)
  })
})

describe("R22: a start that found no room", () => {
  it("is made at once when the overseer says since that it has a slot, unless it said so already then", () => {
    assert.isNull(holding({ ...lostPlace, tries: 8 }, 200, { since: { freeSince: at(150) } }))
    assert.isNotNull(holding(lostPlace, 200, { since: { freeSince: at(50) } }))
  })

  it("and one that another client's task stands in the way of is tried ever more rarely", () => {
    const duplicate = refuse(fresh(), "duplicate", "already running as x", at(100))
    const waits = Array.from({ length: 9 }, (_, tries) => {
      const hold = holding({ ...duplicate, tries }, 200)
      return hold?._tag === "declined" ? (hold.until ?? 0) - at(100) : 0
    })
    assert.deepStrictEqual(waits.slice(0, 3), [duplicateDelay, 2 * duplicateDelay, 4 * duplicateDelay])
    assert.strictEqual(waits.at(-1), retryDelayMax)
    assert.strictEqual(triesAfter({ ...duplicate, tries: 1 }), 2)
  })
})

describe("R20: a recorder that the overseer stopped unasked", () => {
  const drained = told(alive(), exited(100, 0, true))
  const draining = { _tag: "draining", until: at(100 + drainDelay) } as const

  it("waits for another connection of the overseer, and no longer than it may take to be gone", () => {
    assert.deepStrictEqual(holding(drained, 200, { since: { upSince: at(50) } }), draining)
    assert.isNotNull(holding(drained, 99 + drainDelay))
    assert.isNull(holding(drained, 100 + drainDelay))
    assert.isNull(holding(drained, 200, { since: { upSince: at(150) } }))
    assert.isNull(holding(drained, 200, { reset: 1 }))
  })

  it.each([
    { what: "a start answered with shutdown", run: refuse(fresh(), "shutdown", "pool: shutdown", at(100)) },
    {
      what: "a start that waited for its turn",
      run: told(inQueue(), { ...dequeued(100, "pool: shutdown"), refusal: "shutdown" } as never)
    }
  ])("holds like $what", ({ run }) => {
    assert.deepStrictEqual(holding(run, 200), draining)
  })

  it.each([
    { what: "we stopped", run: told(stopping(alive()), exited(100, 0, true)) },
    { what: "ended by itself", run: told(alive(), exited(100)) }
  ])("is not one that $what", ({ run }) => {
    assert.isNull(holding(run, 200))
  })
})

describe("R25: a recorder that knows of no sessions and ended with exit code 0", () => {
  const finished = told(alive(), exited(100, 0))

  it("is looked at again after the check interval, and by then only", () => {
    assert.deepStrictEqual(holding(finished, 200), { _tag: "finished", at: at(100), until: at(60_100) })
    assert.isNull(holding(finished, 60_100))
    assert.isNull(holding(finished, 200, { reset: 1 }))
  })

  it.each([
    { what: "ended with another code", run: told(alive(), exited(100, 1)) },
    { what: "told of a session", run: told(alive(), said(50, recorderLine("SESSION START")), exited(100, 0)) },
    {
      what: "recorded",
      run: told(alive(), said(50, recorderLine("HEARTBEAT", { file: "a.ts", bytes_written: "1" })), exited(100, 0))
    }
  ])("is not one that $what", ({ run }) => {
    assert.strictEqual(run.ending, "exited")
    assert.isNull(holding(run, 200))
  })
})

describe("T7: a start that waited for its turn", () => {
  const due = (refusal: "spawn" | "refused") => told(inQueue(), { ...dequeued(100, "its own words"), refusal } as never)

  it("and had no process then is told as that, in its own words", () => {
    assert.deepStrictEqual(holding(due("spawn"), 200), {
      _tag: "declined",
      why: "spawn",
      until: at(100 + roomDelay),
      message: "its own words"
    })
  })

  it("and can't be started at all is refused for good", () => {
    const run = { ...due("refused"), ...offer }
    assert.deepStrictEqual(holding(run, 1e12), { _tag: "refused", message: "its own words", at: at(100) })
  })
})

describe("a start that was refused", () => {
  const refused = refuse({ ...fresh(), ...offer, asked: 3 }, "refused", "unknown action", at(100))

  it("is not asked again however much time passes", () => {
    assert.deepStrictEqual(holding(refused, 1e12), { _tag: "refused", message: "unknown action", at: at(100) })
  })

  it.each([
    { what: "a reset after it", more: { reset: 4 }, holds: false },
    { what: "a reset before it", more: { reset: 3 }, holds: true },
    { what: "other settings", more: { offer: { ...offer, settings: "1080p" } }, holds: false },
    { what: "another action of the overseer", more: { offer: { ...offer, action: "hls 2" } }, holds: false },
    { what: "an overseer that has not described its actions", more: { offer: { ...offer, action: null } }, holds: true }
  ])("is held after $what: $holds", ({ holds, more }) => {
    assert.strictEqual(holding(refused, 200, more) !== null, holds)
  })

  it.each([
    { refusal: "full", ms: roomDelay },
    { refusal: "duplicate", ms: duplicateDelay },
    { refusal: "known", ms: duplicateDelay },
    { refusal: "spawn", ms: roomDelay }
  ] as const)("as $refusal waits $ms ms", ({ ms, refusal }) => {
    const run = refuse(fresh(), refusal, "later", at(100))
    assert.deepStrictEqual(holding(run, 99 + ms), {
      _tag: "declined",
      why: refusal,
      until: at(100 + ms),
      message: "later"
    })
    assert.isNull(holding(run, 100 + ms))
  })
})
