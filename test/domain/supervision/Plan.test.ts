import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { OwnHold } from "../../../src/domain/supervision/Hold.ts"
import { type Action, plan as planned, planSource, type Situation } from "../../../src/domain/supervision/Plan.ts"
import { isHeld, isOpen, isStopping, type Run, type StopReason } from "../../../src/domain/supervision/Run.ts"
import { stopSent } from "../../../src/domain/supervision/RunReducer.ts"
import { SourceId } from "../../../src/domain/values/Ids.ts"
import { alive, exited, fresh, inQueue, sent, source, stopping, told } from "./given.ts"
import { boundedBy, isUnderWay, low, ownHolds, Past, send, settle, situation } from "./situations.ts"

const plan = (situations: ReadonlyArray<Situation>, concurrency: number) =>
  planned(situations, boundedBy({ concurrency })).actions

const wish = (runs: ReadonlyArray<Run>, facts: Partial<Situation> = {}): Situation => ({
  sourceId: source,
  driver: "hls",
  wishes: [],
  eligible: true,
  hold: null,
  restartAsked: 0,
  runs,
  ...facts
})

const show = (action: Action | null): string =>
  action === null ? "nothing" : action._tag === "start" ? "start" : `stop ${action.taskId.at(-1) ?? ""} ${action.why}`

const unwanted = { eligible: false } as const
const disk = { hold: low } as const
const unmounted = { hold: ownHolds.storage } as const
const readOnly = { hold: { _tag: "storage", obstacle: { why: "read_only" } } } as const
const restart = { restartAsked: 1 } as const
const ended = told(alive(3), exited(90))
const older = alive(1, source, 0)
const newer = alive(2, source, 20)

describe("the plan for a source", () => {
  it.each([
    { name: "without runs", of: wish([]), found: "start" },
    { name: "whose run ended", of: wish([ended]), found: "start" },
    { name: "whose start is unanswered", of: wish([fresh()]), found: "nothing" },
    { name: "that is queued", of: wish([inQueue()]), found: "nothing" },
    { name: "that runs", of: wish([older]), found: "nothing" },
    { name: "that is stopping", of: wish([stopping(older)]), found: "nothing" },
    { name: "that somebody else stopped", of: wish([{ ...older, stopSeen: true }]), found: "nothing" },
    { name: "that runs twice", of: wish([older, newer]), found: "stop 2 double" },
    { name: "that runs and is queued before", of: wish([inQueue(1), newer]), found: "stop 1 double" },
    { name: "that runs twice, one stopping", of: wish([stopping(older), newer]), found: "nothing" },
    { name: "that runs and whose start is unanswered", of: wish([older, fresh(2)]), found: "nothing" },
    { name: "unwanted, without runs", of: wish([], unwanted), found: "nothing" },
    { name: "unwanted, whose start is unanswered", of: wish([fresh()], unwanted), found: "nothing" },
    { name: "unwanted and queued", of: wish([inQueue()], unwanted), found: "stop 1 unwanted" },
    { name: "unwanted and running", of: wish([older], unwanted), found: "stop 1 unwanted" },
    { name: "unwanted and stopping", of: wish([stopping(older)], unwanted), found: "nothing" },
    {
      name: "unwanted, running twice, one stopping",
      of: wish([stopping(older), newer], unwanted),
      found: "stop 2 unwanted"
    },
    { name: "asked to restart", of: wish([older], restart), found: "stop 1 restart" },
    { name: "asked to restart while queued", of: wish([inQueue()], restart), found: "stop 1 restart" },
    {
      name: "R18: asked to restart before its run began",
      of: wish([{ ...alive(1, source, 0), asked: 1 }], restart),
      found: "nothing"
    },
    { name: "asked to restart while a start is unanswered", of: wish([older, fresh(2)], restart), found: "nothing" },
    { name: "asked to restart without runs", of: wish([], restart), found: "start" },
    { name: "asked to restart, unwanted", of: wish([older], { ...restart, ...unwanted }), found: "stop 1 unwanted" },
    { name: "whose disk is full, without runs", of: wish([], disk), found: "nothing" },
    { name: "whose disk is full, running", of: wish([older], disk), found: "stop 1 disk" },
    { name: "whose disk is full, stopping", of: wish([stopping(older)], disk), found: "nothing" },
    { name: "whose disk is full, running twice", of: wish([older, newer], disk), found: "stop 2 double" },
    { name: "R24: whose share is not mounted, running", of: wish([older], unmounted), found: "stop 1 storage" },
    { name: "R24: whose share is not mounted, without runs", of: wish([], unmounted), found: "nothing" },
    { name: "R23: whose storage is read-only, running", of: wish([older], readOnly), found: "nothing" },
    { name: "R23: whose storage is read-only, without runs", of: wish([], readOnly), found: "nothing" }
  ])("$name is: $found", ({ found, of }) => {
    assert.strictEqual(show(planSource(of)), found)
  })

  it.each(Object.values(ownHolds))("held by $_tag starts and restarts nothing", (hold: OwnHold) => {
    assert.isNull(planSource(wish([ended], { hold })))
    const running = planSource(wish([older], { hold, ...restart }))
    assert.strictEqual(show(running), stopsAll(hold) ? "stop 1 storage" : "nothing")
  })

  it("R18: keeps of two runs the one that was made first, whatever their clocks say", () => {
    assert.strictEqual(show(planSource(wish([older, newer]))), "stop 2 double")
    assert.strictEqual(show(planSource(wish([newer, older]))), "stop 1 double")
  })
})

const stopsAll = ({ _tag }: OwnHold): boolean => _tag === "storage"
const metBy = {
  unwanted: "unwanted",
  double: "doubles",
  restart: "restarts",
  disk: "disk",
  storage: "storage"
} as const satisfies Record<StopReason, string>

const World = Schema.Array(Past).check(Schema.isMinLength(1), Schema.isMaxLength(12))
const Concurrency = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 }))
const runs = { arbitrary: { runs: 1500, size: 12 } } as const
const more = { arbitrary: { runs: 4000, size: 12 } } as const

const worldOf = (pasts: ReadonlyArray<Past>) => pasts.map((past, i) => situation(past, i + 1))
const byId = (situations: ReadonlyArray<Situation>, id: SourceId) => situations.find((one) => one.sourceId === id)
const carryOut = (situations: ReadonlyArray<Situation>, actions: ReadonlyArray<Action>) =>
  situations.map((one) => actions.filter((action) => action.sourceId === one.sourceId).reduce(send, one))

describe("a plan", () => {
  const met = {
    starts: 0,
    unwanted: 0,
    doubles: 0,
    restarts: 0,
    disk: 0,
    storage: 0,
    held: 0,
    unanswered: 0,
    waiting: 0
  }

  it.prop(
    "says at most one thing of a source, and never what is already under way",
    [World, Concurrency],
    ([pasts, concurrency]) => {
      const before = worldOf(pasts)
      const actions = plan(before, concurrency)
      assert.strictEqual(new Set(actions.map((action) => action.sourceId)).size, actions.length)
      for (const action of actions) {
        const of = byId(before, action.sourceId)
        assert.isDefined(of)
        const open = of?.runs.filter(isOpen) ?? []
        if (action._tag === "start") {
          assert.isTrue(of?.eligible && of.hold === null && open.length === 0)
          met.starts++
          continue
        }
        const run = open.find((one) => one.taskId === action.taskId)
        assert.isTrue(run !== undefined && isHeld(run) && !isStopping(run) && run.stop === null)
        if (action.why === "unwanted") assert.isFalse(of?.eligible)
        else assert.isTrue(of?.eligible)
        if (action.why === "double") assert.isTrue(open.some((one) => one !== run && isHeld(one) && !isStopping(one)))
        if (action.why === "restart") assert.isNull(of?.hold)
        met[metBy[action.why]]++
      }
      for (const one of before) {
        if (one.eligible && one.hold !== null && !one.runs.some(isOpen)) met.held++
        if (one.runs.some((run) => run.phase === "sent")) met.unanswered++
        if (planSource(one) !== null && !actions.some((action) => action.sourceId === one.sourceId)) met.waiting++
      }
    },
    more
  )

  it("property met every kind of situation often enough", () => {
    for (const [kind, times] of Object.entries(met)) assert.isAbove(times, 100, kind)
  })

  it.prop(
    "has at most so many starts and restarts under way, and holds back no other stop",
    [World, Concurrency],
    ([pasts, concurrency]) => {
      const before = worldOf(pasts)
      const actions = plan(before, concurrency)
      const under = (of: ReadonlyArray<Situation>) => of.reduce((sum, one) => sum + isUnderWay(one), 0)
      const paced = actions.filter((action) => action._tag === "start" || action.why === "restart").length
      assert.isAtMost(paced, Math.max(0, concurrency - under(before)))
      for (const one of before) {
        const wanted = planSource(one)
        if (wanted?._tag === "stop" && wanted.why !== "restart") assert.deepInclude(actions, wanted)
      }
    },
    runs
  )

  it.prop(
    "is not repeated while its commands are unanswered",
    [World, Concurrency],
    ([pasts, concurrency]) => {
      const before = worldOf(pasts)
      const first = plan(before, concurrency)
      for (const again of plan(carryOut(before, first), concurrency)) {
        const earlier = first.find((action) => action.sourceId === again.sourceId)
        assert.isFalse(again._tag === "start" && earlier !== undefined)
        if (again._tag === "stop" && earlier?._tag === "stop") assert.notStrictEqual(again.taskId, earlier.taskId)
      }
    },
    runs
  )

  it.prop(
    "carried out again and again comes to rest: one run of what is wanted, none of what is not",
    [World, Concurrency],
    ([pasts, concurrency]) => {
      let now = worldOf(pasts)
      let rounds = 0
      for (;;) {
        now = now.map(settle)
        const actions = plan(now, concurrency)
        if (actions.length === 0) break
        now = carryOut(now, actions)
        assert.isBelow(rounds++, 100)
      }
      for (const one of now) {
        const open = one.runs.filter(isOpen)
        if (!one.eligible || (one.hold !== null && stopsAll(one.hold))) assert.lengthOf(open, 0)
        else if (one.hold === null) {
          assert.lengthOf(open, 1)
          assert.isTrue(open.every((run) => run.asked >= one.restartAsked))
        } else assert.isAtMost(open.length, 1)
      }
    },
    runs
  )

  it("takes one source after another through its pacing", () => {
    const many = Array.from({ length: 20 }, (_, i) => wish([], { sourceId: SourceId.make(i + 1) }))
    assert.deepStrictEqual(
      plan(many, 5).map((action) => action.sourceId),
      [1, 2, 3, 4, 5].map((id) => SourceId.make(id))
    )
    const busy = [wish([fresh()]), wish([stopSent(older, sent(60), "restart")], restart), ...many]
    assert.lengthOf(plan(busy, 5), 3)
    assert.lengthOf(plan([wish([stopping(older)], unwanted), ...many], 5), 5)
  })

  it("over 10,000 sources takes far less than 100 ms of processor time", () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      wish(i % 10 === 0 ? [] : [alive(i, SourceId.make(i + 1))], {
        sourceId: SourceId.make(i + 1),
        eligible: i % 7 !== 0
      })
    )
    const times = Array.from({ length: 9 }, () => {
      const from = process.cpuUsage()
      assert.isAbove(plan(many, 100).length, 1000)
      return process.cpuUsage(from).user / 1000
    })
    const median = times.sort((a, b) => a - b)[4] ?? Infinity
    assert.isBelow(median, 50)
  })
})
