import { assert, describe, it } from "@effect/vitest"
import { admit, type Candidate, firstComeFirst, heldBack } from "../../../src/domain/supervision/Admission.ts"
import { SourceId, UserId } from "../../../src/domain/values/Ids.ts"
import { activeUsers, areAlike, boundsOf, Competitors, candidatesOf, isBefore, Scarcity } from "./candidates.ts"
import { at } from "./given.ts"
import { boundedBy } from "./situations.ts"

const runs = { arbitrary: { runs: 1500, size: 12 } } as const
const idsOf = (candidates: ReadonlyArray<Candidate>) => candidates.map(({ sourceId }) => sourceId)
const startsOf = (candidates: ReadonlyArray<Candidate>) => candidates.filter(({ replaces }) => !replaces)

describe("who is started now", () => {
  const met = { admitted: 0, limit: 0, room: 0, driver: 0, turn: 0 }

  it.prop(
    "is each of those who ask, or it is told why not, by what holds it once the others have theirs",
    [Competitors, Scarcity],
    ([competitors, scarcity]) => {
      const candidates = candidatesOf(competitors)
      const bounds = boundsOf(scarcity)
      const { admitted, held } = admit(candidates, bounds, scarcity.underWay)
      assert.sameMembers([...idsOf(admitted), ...held.keys()], idsOf(candidates))
      assert.lengthOf([...admitted, ...held], candidates.length)
      met.admitted += admitted.length
      for (const candidate of candidates) {
        const cause = held.get(candidate.sourceId)
        if (cause === undefined) continue
        met[cause._tag]++
        const earlier = idsOf(firstComeFirst(candidates)).indexOf(candidate.sourceId)
        const before = firstComeFirst(candidates).slice(0, earlier)
        const alone = admit([...before, candidate], bounds, scarcity.underWay)
        assert.deepStrictEqual(alone.held.get(candidate.sourceId), cause, "who comes later changes nothing")
        if (cause._tag === "turn") assert.isAtLeast(admitted.length + scarcity.underWay, scarcity.concurrency)
      }
    },
    runs
  )

  it("property met every cause often enough", () => {
    for (const [cause, times] of Object.entries(met)) assert.isAbove(times, 100, cause)
  })

  it.prop(
    "is never more than any limit allows",
    [Competitors, Scarcity],
    ([competitors, scarcity]) => {
      const bounds = boundsOf(scarcity)
      const { limits, room } = bounds
      const { admitted } = admit(candidatesOf(competitors), bounds, scarcity.underWay)
      const starts = startsOf(admitted)
      assert.isAtMost(admitted.length, Math.max(0, scarcity.concurrency - scarcity.underWay))
      assert.isAtMost(starts.length, Math.max(0, limits.everybody - limits.recorders))
      const has = new Map(limits.ofUsers)
      for (const one of starts) {
        const users = activeUsers(one)
        assert.isTrue(users.some((user) => (has.get(user) ?? 0) < limits.user))
        for (const user of users) has.set(user, (has.get(user) ?? 0) + 1)
      }
      let places = 0
      for (const [name, { places: own, slots }] of room.drivers) {
        const of = starts.filter(({ driver }) => driver === name).length
        assert.isAtMost(of, Math.min(slots, room.slots) + own)
        places += own
        const gate = bounds.gateOf(name)
        const through = admitted.filter(({ driver }) => driver === name).length
        if (gate._tag !== "open") assert.isAtMost(through, gate._tag === "probing" && !gate.isTried ? 1 : 0)
      }
      assert.isAtMost(starts.length, room.slots + places)
    },
    runs
  )

  it.prop(
    "overtakes nobody of its like, in whichever order they are asked",
    [Competitors, Scarcity],
    ([competitors, scarcity]) => {
      const candidates = candidatesOf(competitors)
      const bounds = boundsOf(scarcity)
      const { admitted, held } = admit(candidates, bounds, scarcity.underWay)
      for (const waits of candidates.filter(({ sourceId }) => held.has(sourceId)))
        for (const goes of admitted) if (areAlike(waits, goes)) assert.isTrue(isBefore(goes, waits))
      const again = admit(candidates.toReversed(), bounds, scarcity.underWay)
      assert.deepStrictEqual(idsOf(again.admitted), idsOf(admitted))
    },
    runs
  )

  it.prop(
    "stays so, and comes in the same order, where more may be under way",
    [Competitors, Scarcity],
    ([competitors, scarcity]) => {
      const [candidates, bounds] = [candidatesOf(competitors), boundsOf(scarcity)]
      const fewer = idsOf(admit(candidates, bounds, scarcity.underWay).admitted)
      const more = idsOf(
        admit(candidates, { ...bounds, concurrency: bounds.concurrency + 1 }, scarcity.underWay).admitted
      )
      assert.deepStrictEqual(more.slice(0, fewer.length), fewer)
    },
    runs
  )

  it.prop(
    "stays so, and comes in the same order, where more recorders may run",
    [Competitors, Scarcity],
    ([competitors, scarcity]) => {
      const [candidates, bounds] = [startsOf(candidatesOf(competitors)), boundsOf(scarcity)]
      const roomier = { ...bounds, limits: { ...bounds.limits, everybody: bounds.limits.everybody + 1 } }
      const fewer = idsOf(admit(candidates, bounds, scarcity.underWay).admitted)
      const more = idsOf(admit(candidates, roomier, scarcity.underWay).admitted)
      assert.deepStrictEqual(more.slice(0, fewer.length), fewer)
    },
    runs
  )

  it.prop(
    "is no fewer where the overseer has more room",
    [Competitors, Scarcity],
    ([competitors, { user: _, ...scarcity }]) => {
      const candidates = startsOf(candidatesOf(competitors))
      const bounds = boundsOf({ ...scarcity, user: "none" })
      const roomier = { ...bounds, room: { ...bounds.room, slots: bounds.room.slots + 1 } }
      const fewer = admit(candidates, bounds, scarcity.underWay).admitted.length
      assert.isAtLeast(admit(candidates, roomier, scarcity.underWay).admitted.length, fewer)
    },
    runs
  )

  const wanted = (id: number, since: number, replaces = false): Candidate => ({
    sourceId: SourceId.make(id),
    driver: "hls",
    wishes: [{ userId: UserId.make(1), posture: "active", updatedAt: at(since) }],
    replaces
  })

  it("R15: begins anew what a restart has stopped before more is stopped", () => {
    const candidates = [wanted(1, 0, true), wanted(2, 5), wanted(3, 1, true), wanted(4, 4)]
    const { admitted, held } = admit(candidates, boundedBy({ concurrency: 3 }), 0)
    assert.deepStrictEqual(idsOf(admitted), idsOf([wanted(4, 4), wanted(2, 5), wanted(1, 0)]))
    assert.deepStrictEqual([...held], [[SourceId.make(3), { _tag: "turn" }]])
  })

  it("lets whoever was wanted first try a driver that blocks, and the others wait for it", () => {
    const gateOf = () => ({ _tag: "probing", blocks: 4, isTried: false }) as const
    const { admitted, held } = admit([wanted(1, 2), wanted(2, 1)], boundedBy({ gateOf }), 0)
    assert.deepStrictEqual(idsOf(admitted), [SourceId.make(2)])
    assert.deepStrictEqual([...held], [[SourceId.make(1), { _tag: "driver", until: null, blocks: 4 }]])
  })

  it("lets a recorder be replaced where there is room for none more, and not where its driver blocks", () => {
    const limits = { everybody: 1, user: 1, recorders: 5, ofUsers: new Map([[UserId.make(1), 5]]) }
    const room = { slots: 0, drivers: new Map([["hls", { slots: 0, places: 0, freeSince: null, wasFull: true }]]) }
    const scarce = boundedBy({ limits, room })
    assert.deepStrictEqual(heldBack(wanted(1, 0), scarce), { _tag: "limit", whose: "everybody", limit: 1 })
    assert.isNull(heldBack(wanted(1, 0, true), scarce))
    const shut = boundedBy({ gateOf: () => ({ _tag: "held", until: at(9), blocks: 3 }) })
    assert.deepStrictEqual(heldBack(wanted(1, 0, true), shut), { _tag: "driver", until: at(9), blocks: 3 })
  })
})
