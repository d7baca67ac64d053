import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { coverage, type Totals, totals } from "../../../src/domain/recordings/Coverage.ts"
import { type CoverageInput, gapCauses } from "../../../src/domain/recordings/CoverageInput.ts"
import { noticed } from "../../../src/domain/recordings/CoverageTrim.ts"
import { Posture } from "../../../src/domain/subscriptions/Posture.ts"
import { outageKinds } from "../../../src/domain/supervision/Outage.ts"
import { stopReasons } from "../../../src/domain/supervision/Run.ts"
import { event, m, minute, nothing, outage, recording, run, wish } from "./evidence.ts"

const Minute = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 }))
const Few = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 }))
const AnyRun = Schema.Struct({
  shape: Schema.Literals(["in turn", "in turn", "odd"]),
  created: Minute,
  started: Schema.NullOr(Minute),
  ended: Schema.NullOr(Minute),
  gap: Few,
  length: Few,
  ending: Schema.Literals(["exited", "finished", "stopped", "lost", "dequeued", "refused", "unsent"]),
  exitCode: Schema.Literals([1, 3]),
  why: Schema.NullOr(Schema.Literals(stopReasons)),
  recorded: Schema.Literals(["all", "all", "none", "odd"]),
  lived: Schema.Literals(["all", "all", "none", "half"])
})

/** Runs one after another as a supervisor makes them, with odd ones in between that no supervisor would make. */
const lifeOf = (runs: ReadonlyArray<typeof AnyRun.Type>): Pick<CoverageInput, "runs" | "recordings"> => {
  let now = 0
  const made = runs.map((one, i) => {
    const { ended, ending, exitCode, why } = one
    const lived = (from: number, to: number) =>
      one.lived === "none" ? null : one.lived === "half" ? (from + to) / 2 : 1e6
    if (one.shape === "odd") {
      const last = lived(one.created, ended ?? 100)
      return run(i, one.created, one.started, ended, ended === null ? null : ending, exitCode, why, last)
    }
    const start = now + one.gap
    now = start + one.length
    return run(i, start, start, now, ending, exitCode, why, lived(start, now))
  })
  const recordings = made.flatMap((one, i) => {
    const how = runs[i]?.recorded
    if (how === "none") return []
    if (how === "all") return one.startedAt === null ? [] : [{ ...one, startedAt: one.startedAt }]
    return [recording(i, runs[i]?.gap ?? 0, runs[i]?.ended ?? null)]
  })
  return { runs: made, recordings }
}

const AnyEvent = Schema.Struct({
  type: Schema.Literals([
    "queued",
    "errored",
    "reset",
    "gap",
    "exited",
    "stalled",
    "stalled",
    "recovered",
    "hindered",
    "hindered",
    "freed",
    "deleted",
    "deleted"
  ]),
  ms: Minute,
  run: Schema.Literals([0, 1, 2])
})

const AnyOutage = Schema.Struct({
  kind: Schema.Literals(outageKinds),
  from: Minute,
  length: Schema.NullOr(Few)
})

const AnyWish = Schema.Struct({
  posture: Schema.NullOr(Posture),
  ms: Minute,
  subscription: Schema.Literals([1, 2])
})

/** When recordings of a run ended by themselves, and not merely with it. */
const ownEnds = ({ recordings }: CoverageInput, run: CoverageInput["runs"][number]): ReadonlyArray<number> =>
  recordings.flatMap(({ endedAt, taskId }) =>
    taskId === run.taskId && endedAt !== null && endedAt < (run.endedAt ?? Infinity) ? [endedAt] : []
  )

/** Until when a run that nobody told the end of is proven, told the slow way; Infinity where it is proven all along. */
const provenUntil = (evidence: CoverageInput, run: CoverageInput["runs"][number], asked: number): number => {
  const isTold = run.ending !== null && run.ending !== "lost"
  const own = evidence.recordings.filter(({ taskId }) => taskId === run.taskId)
  const starts = own.map(({ startedAt }) => startedAt)
  const proof = Math.max(
    run.livedAt ?? run.createdAt,
    run.startedAt ?? run.createdAt,
    ...starts,
    ...ownEnds(evidence, run)
  )
  return isTold || (run.endedAt ?? asked) - proof <= minute ? Infinity : proof
}

/** Whether a recording that was neither stalled nor lost to an outage covers a moment, told the slow way. */
const isBelieved = (evidence: CoverageInput, moment: number, asked: number): boolean =>
  evidence.recordings.some((of) => {
    const run = evidence.runs.find((each) => each.taskId === of.taskId)
    const wentDown =
      run === undefined || run.ending !== "lost" || run.endedAt === null
        ? undefined
        : evidence.outages.findLast(
            ({ beganAt, endedAt, kind }) =>
              kind === "link" &&
              beganAt > (run.startedAt ?? run.createdAt) &&
              beganAt < (run.endedAt ?? 0) &&
              (run.endedAt ?? 0) <= (endedAt ?? Infinity) + noticed
          )?.beganAt
    const lostAt =
      run === undefined || wentDown === undefined ? undefined : Math.max(wentDown, ...ownEnds(evidence, run))
    const proven = run === undefined ? Infinity : provenUntil(evidence, run, asked)
    const cut = lostAt !== undefined && lostAt - proven <= minute ? lostAt : Math.min(proven, lostAt ?? Infinity)
    const end = Math.min(of.endedAt ?? run?.endedAt ?? Infinity, cut)
    if (moment < of.startedAt || moment >= end) return false
    const told = evidence.events
      .filter(({ at, taskId, type }) => taskId === of.taskId && at <= moment && /stalled|recovered/.test(type))
      .sort((a, b) => a.at - b.at || (a.type === "recovered" ? -1 : 1))
    return told.at(-1)?.type !== "stalled"
  })

const pick = ({ deleted, recorded }: Totals) => recorded + deleted

describe("any evidence, however odd,", () => {
  const met = { recorded: 0, deleted: 0, "off air": 0, missed: 0, gap: 0 }
  const causes = new Map<string, number>()

  it.prop(
    "gives stretches in order that cover the whole, add up, and agree with what was recorded",
    {
      runs: Schema.Array(AnyRun).check(Schema.isMaxLength(5)),
      events: Schema.Array(AnyEvent).check(Schema.isMaxLength(6)),
      outages: Schema.Array(AnyOutage).check(Schema.isMaxLength(3)),
      wishes: Schema.Array(AnyWish).check(Schema.isMaxLength(4)),
      from: Minute,
      length: Minute
    },
    ({ events, from, length, outages, runs, wishes }) => {
      const evidence: CoverageInput = {
        ...nothing,
        ...lifeOf(runs),
        events: events.map((one) => ({
          ...event(one.type, one.ms, one.run),
          ...(one.type === "deleted" && {
            cause: { kind: "deleted", stretches: [{ from: m(one.ms), to: m(one.ms + 10) }], bytes: 1 }
          }),
          ...(one.type === "hindered" && { cause: { kind: one.ms % 2 === 0 ? "challenge" : "dns", host: null } })
        })),
        outages: outages.map(({ from, kind, length }) =>
          outage(kind, from, length === null ? null : from + length, kind === "limit" && from % 2 === 0 ? 1 : null)
        ),
        wishes: wishes.map(({ ms, posture, subscription }) => wish(posture, ms, subscription))
      }
      const stretches = coverage(evidence, m(from), m(from + length))
      const [sum, whole] = [totals(stretches), length * minute]
      assert.strictEqual(sum.recorded + sum.deleted + sum.offAir + sum.missed + sum.gap, whole)
      assert.strictEqual(
        Object.values(sum.byCause).reduce((a, b) => a + b, 0),
        sum.missed + sum.gap
      )
      let until = m(from)
      for (const one of stretches) {
        assert.strictEqual(one.from, until)
        assert.isAbove(one.to, one.from)
        until = one.to
        met[one.kind]++
        if (one.cause !== null) causes.set(one.cause, (causes.get(one.cause) ?? 0) + 1)
        assert.strictEqual(
          one.kind === "recorded" || one.kind === "deleted",
          isBelieved(evidence, (one.from + one.to) / 2, m(from + length))
        )
      }
      if (length > 0) assert.strictEqual(until, m(from + length))
      const shuffled = { ...evidence, runs: evidence.runs.toReversed(), recordings: evidence.recordings.toReversed() }
      assert.deepStrictEqual(pick(totals(coverage(shuffled, m(from), m(from + length)))), pick(sum))
    },
    { arbitrary: { runs: 4000, size: 8 } }
  )

  it("met every kind of stretch", () => {
    for (const [kind, times] of Object.entries(met)) assert.isAbove(times, 50, kind)
    // Everything is known from the first minute on.
    for (const cause of gapCauses) if (cause !== "before") assert.isAbove(causes.get(cause) ?? 0, 0, cause)
  })

  it("of a month with 5,000 runs takes less than 100 ms of processor time", () => {
    const many = Array.from({ length: 5000 }, (_, i) => run(i, 8 * i, 8 * i + 0.1, 8 * i + 6, "exited", 1))
    const from = process.cpuUsage()
    const stretches = coverage(
      {
        ...nothing,
        runs: many,
        recordings: many.map((_, i) => recording(i, 8 * i + 0.2, 8 * i + 6)),
        events: many.map((_, i) => event("exited", 8 * i + 6, i))
      },
      m(0),
      m(40_000)
    )
    assert.isBelow(process.cpuUsage(from).user / 1000, 100)
    assert.isAbove(stretches.length, 10_000)
  })
})
