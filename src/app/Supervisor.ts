import { Clock, Effect, FiberSet, Layer, Metric, Queue, Schedule } from "effect"
import { shouldTrip, tripCause } from "../domain/ErrorWindow.ts"
import { parseDuration } from "../domain/GoDuration.ts"
import type { SourceId } from "../domain/Ids.ts"
import { type Action, plan, type Situation } from "../domain/Plan.ts"
import { isOpen } from "../domain/Run.ts"
import { stalling } from "../domain/Stalling.ts"
import type { TaskId } from "../domain/TaskId.ts"
import type { Instant } from "../domain/Time.ts"
import { Leadership } from "../ports/Leadership.ts"
import { Overseer } from "../ports/Overseer.ts"
import { Carrying } from "./Carrying.ts"
import { Chronicle, isAway } from "./Chronicle.ts"
import { entriesOf } from "./Entries.ts"
import { judge } from "./Judging.ts"
import { hardlyAway, outageWatch } from "./Outages.ts"
import { Picture, type SourceEntry } from "./Picture.ts"
import { Reading } from "./Reading.ts"
import { Roster } from "./Roster.ts"

const passes = Metric.counter("sticky_dvr_supervisor_passes_total", {
  description: "Comparisons of what should run with what does",
  incremental: true
})

/** Changes that come close together are acted on together, after this many milliseconds. */
const gathering = 50

/** The situations of all sources at one moment, and when the first of their holds ends. */
export const situations = (
  picture: Picture["Service"],
  judged: ReturnType<typeof judge>
): { readonly all: ReadonlyArray<Situation>; readonly nextAt: Instant | null } => {
  const all: Array<Situation> = []
  let nextAt: Instant | null = null
  for (const entry of picture.entries()) {
    const situation = judged.situation(entry)
    if (!situation.eligible && !situation.runs.some(isOpen)) continue
    all.push(situation)
    const until = situation.hold !== null && "until" in situation.hold ? situation.hold.until : null
    if (until !== null && (nextAt === null || until < nextAt)) nextAt = until
  }
  const orphans = new Set<SourceId>()
  for (const run of picture.openRuns()) if (picture.entry(run.sourceId) === undefined) orphans.add(run.sourceId)
  for (const sourceId of orphans) {
    all.push({ sourceId, eligible: false, hold: null, restartAt: null, runs: picture.runsOf(sourceId) })
  }
  return { all, nextAt }
}

/**
 * Keeps what the overseer runs equal to what the subscriptions want, at the one backend that leads. Level-triggered: each pass
 * compares everything anew; events only make it run sooner.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const overseer = yield* Overseer
    const picture = yield* Picture
    const chronicle = yield* Chronicle
    const carrying = yield* Carrying
    const roster = yield* Roster
    const reading = yield* Reading
    const leadership = yield* Leadership
    const nudges = yield* Queue.sliding<void>(1)
    const refusedWith = new Map<SourceId, string>()
    const nameless = new Set<TaskId>()
    let listedAt = Number.NEGATIVE_INFINITY

    const unlisten = picture.listen((what, news) => {
      // A sign of life changes nothing, unless the recorder was taken for stalled.
      const isStalled = what !== "all" && picture.runsOf(what).some((run) => isOpen(run) && run.stalledAt !== null)
      if (news === "change" || isStalled) Queue.offerUnsafe(nudges, undefined)
    })
    yield* Effect.addFinalizer(() => Effect.sync(unlisten))

    /** A refusal stands until what was refused would be asked differently, or somebody resets it. */
    const reviewRefusal = (entry: SourceEntry, fingerprint: string): void => {
      const { refusal, stored } = entry
      if (refusal?._tag !== "refused") return
      const offer = `${fingerprint} ${JSON.stringify(picture.drivers()?.get(stored.driver) ?? null)}`
      const asked = refusedWith.get(stored.id) ?? offer
      refusedWith.set(stored.id, asked)
      if (asked === offer && (stored.history.resetAt ?? 0) <= refusal.at) return
      refusedWith.delete(stored.id)
      picture.setRefusal(stored.id, null)
    }

    const trip = (entry: SourceEntry, judged: ReturnType<typeof judge>, now: Instant): void => {
      const { history, id } = entry.stored
      if (history.failures.length === 0 || !shouldTrip(history, judged.policy, now)) return
      const detail = tripCause(history, judged.policy, now)
      chronicle.note([
        {
          _tag: "event",
          event: { sourceId: id, type: "errored", pid: null, exitCode: null, taskId: null, detail, at: now }
        }
      ])
    }

    /** Tasks that carry our prefix but name no source can only be strays. */
    const stopNameless = (connection: number, found: ReadonlyArray<TaskId>) =>
      Effect.forEach(
        found.filter((taskId) => !nameless.has(taskId)),
        (taskId) => {
          nameless.add(taskId)
          return Effect.andThen(
            Effect.logWarning("stopping a stray task of ours", taskId),
            Effect.ignore(overseer.stop(connection, taskId))
          )
        },
        { discard: true }
      )

    const tell = (action: Action) => {
      const stored = picture.entry(action.sourceId)?.stored
      const source = stored === undefined ? `source ${action.sourceId}` : `${stored.driver}/${stored.username}`
      return action._tag === "start"
        ? Effect.annotateLogs(Effect.logInfo("starting a recorder"), { source })
        : Effect.annotateLogs(Effect.logInfo("stopping a recorder"), { source, why: action.why })
    }

    /** What the recorders of a source were seen to do, or not to do, goes on record. */
    const noteStalls = (entry: SourceEntry, judged: ReturnType<typeof judge>, since: Instant, now: Instant): void => {
      for (const run of picture.runsOf(entry.stored.id)) {
        if (run.phase !== "running") continue
        const interval = parseDuration(judged.settingsOf(entry).heartbeat_interval) ?? 0
        chronicle.set(stalling(run, { interval, since }, now))
      }
    }

    const pass = Effect.fn("Supervisor.pass")(function* (
      sends: FiberSet.FiberSet,
      outages: ReturnType<typeof outageWatch>
    ) {
      const { settings } = picture.settings()
      const interval = parseDuration(settings.reconcile_interval) ?? 15_000
      const { connection, listed, since } = picture.link()
      const begun = (yield* Clock.currentTimeMillis) as Instant
      chronicle.note(outages(picture, judge(picture, begun), begun))
      if (connection === null || !listed) return Math.min(interval, hardlyAway)
      if (begun - listedAt >= interval) {
        listedAt = begun
        yield* stopNameless(connection, yield* roster.call(connection))
      }
      const now = (yield* Clock.currentTimeMillis) as Instant
      const judged = judge(picture, now)
      for (const entry of picture.entries()) {
        trip(entry, judged, now)
        noteStalls(entry, judged, since, now)
        if (entry.refusal !== null) reviewRefusal(entry, judged.fingerprintOf(entry))
      }
      const { all, nextAt } = situations(picture, judged)
      const actions = plan(all, settings.start_concurrency)
      yield* Effect.forEach(actions, tell, { discard: true })
      const stops = actions.filter((action) => action._tag === "stop")
      if (stops.length > 0) yield* carrying.stop(connection, stops)
      const starts = actions.filter((action) => action._tag === "start")
      for (const send of yield* carrying.start(connection, starts, judged)) yield* FiberSet.run(sends, send)
      yield* Metric.update(passes, 1)
      const nextList = listedAt + interval - now
      return Math.max(1, nextAt === null ? nextList : Math.min(nextList, nextAt - now))
    })

    /** What the store believes to be open: kept if nothing better is known, written down if it ended meanwhile. */
    const takeOver = Effect.gen(function* () {
      yield* picture.loaded
      const stored = yield* reading.read("all")
      picture.setLeading(true)
      for (const run of stored.flatMap((source) => source.openRuns)) {
        const known = picture.run(run.taskId)
        if (known === undefined) picture.setRun(run)
        else {
          // Only a leader judges stalls; what it had on record goes on until this one judges anew.
          const kept = known.stalledAt === null ? { ...known, stalledAt: run.stalledAt } : known
          picture.setRun(kept)
          chronicle.note(entriesOf(run, kept, () => 0))
        }
      }
      listedAt = Number.NEGATIVE_INFINITY
    }).pipe(
      Effect.catchCause((cause) =>
        Effect.andThen(
          Effect.logWarning("the stored runs can't be read; trying again", cause),
          Effect.fail("again" as const)
        )
      ),
      Effect.retry(Schedule.spaced("1 second")),
      Effect.orDie
    )

    const lead = Effect.gen(function* () {
      yield* takeOver
      const sends = yield* FiberSet.make<void>()
      const outages = outageWatch()
      for (;;) {
        const wait = yield* pass(sends, outages).pipe(
          Effect.catchTags({
            NotConnected: () => Effect.succeed(1_000),
            NoAnswer: (error) => Effect.as(Effect.logWarning(error.message), 1_000)
          }),
          Effect.catchCause((cause) =>
            isAway(cause)
              ? Effect.as(Effect.logWarning("the database is away: nothing is started or stopped"), 1_000)
              : Effect.as(Effect.logError("a pass of the supervisor failed", cause), 1_000)
          )
        )
        yield* Effect.timeoutOption(Queue.take(nudges), wait)
        yield* Effect.sleep(gathering)
      }
    }).pipe(Effect.scoped, Effect.ensuring(Effect.sync(() => picture.setLeading(false))))

    yield* leadership.lead(lead).pipe(Effect.tapCause(Effect.logError), Effect.forkScoped)
  })
)
