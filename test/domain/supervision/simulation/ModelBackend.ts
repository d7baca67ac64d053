import { nextStart } from "../../../../src/domain/supervision/Backoff.ts"
import { gate } from "../../../../src/domain/supervision/Breaker.ts"
import { type ErrorPolicy, shouldTrip } from "../../../../src/domain/supervision/ErrorWindow.ts"
import { type History, noHistory, record } from "../../../../src/domain/supervision/History.ts"
import { type Hold, holdAfter, lastEnded, triesAfter } from "../../../../src/domain/supervision/Hold.ts"
import { applyListing, isLive } from "../../../../src/domain/supervision/Listing.ts"
import type { TaskRow } from "../../../../src/domain/supervision/OverseerEvent.ts"
import { type Action, plan, type Situation } from "../../../../src/domain/supervision/Plan.ts"
import { restoreRun } from "../../../../src/domain/supervision/Restore.ts"
import { foundRun, isOpen, type Run, sentRun } from "../../../../src/domain/supervision/Run.ts"
import { connectionLost, end, reduceRun, refuse, stopSent } from "../../../../src/domain/supervision/RunReducer.ts"
import { sourceOf, type TaskId, taskId, ulid } from "../../../../src/domain/supervision/TaskId.ts"
import type { SourceId } from "../../../../src/domain/values/Ids.ts"
import type { Instant } from "../../../../src/domain/values/Time.ts"
import { installation } from "../given.ts"
import type { Message } from "./ModelOverseer.ts"
import type { Random } from "./Random.ts"
import type { Store } from "./Store.ts"
import type { Timeline } from "./Timeline.ts"
import type { Wire } from "./Wire.ts"

export interface BackendSetting {
  readonly policy: ErrorPolicy
  readonly interval: number
  readonly concurrency: number
  /** How long the store takes. */
  readonly storing: () => number
  readonly diskIsLow: () => boolean
  readonly started: (sourceId: SourceId) => void
}

/** The shell around the domain, as small as can be: it remembers, asks, and does what the plan says. One life of a backend. */
export const makeBackend = (timeline: Timeline, random: Random, store: Store, setting: BackendSetting) => {
  const { policy } = setting
  const runs = new Map<TaskId, Run>()
  const histories = new Map<SourceId, History>()
  let offers = 0
  const lastRecording = new Map<SourceId, Instant>()
  let wire: Wire | null = null
  let [alive, listed, listing] = [true, false, false]
  let openedAt = timeline.now()
  const stats = { passes: 0, adopted: 0, revived: 0, doubles: 0, unsent: 0 }

  const historyOf = (id: SourceId) => histories.get(id) ?? noHistory
  const happen = (id: SourceId, type: "exited" | "errored" | "reset", at: Instant, exitCode: number | null = null) => {
    const event = { type, at, exitCode, detail: null }
    store.events.push({ ...event, sourceId: id })
    histories.set(id, record(historyOf(id), event))
  }

  const set = (run: Run) => {
    const before = runs.get(run.taskId)
    if (before === run) return
    runs.set(run.taskId, run)
    store.keep(run)
    if (run.capture.lastRecordingAt !== null) lastRecording.set(run.sourceId, run.capture.lastRecordingAt)
    if ((before === undefined || isOpen(before)) && run.ending === "exited" && run.endedAt !== null) {
      happen(run.sourceId, "exited", run.endedAt, run.exitCode)
    }
    if (run.ending === "unsent" && before?.ending !== "unsent") stats.unsent++
  }

  const offer = () => ({ settings: `offer ${offers}`, action: null })
  const runsOf = (id: SourceId) => [...runs.values()].filter((run) => run.sourceId === id)

  const holdOf = (id: SourceId): Hold | null => {
    const now = timeline.now()
    if (setting.diskIsLow()) return { _tag: "disk", free: 0, needed: 1 }
    const refused = holdAfter(
      lastEnded(runsOf(id)),
      historyOf(id).resetAt,
      offer,
      { upSince: null, freeSince: null, checkInterval: () => 0 },
      now
    )
    if (refused !== null) return refused
    const until = nextStart(id, historyOf(id), policy)
    if (until !== null && until > now) return { _tag: "backoff", until, failures: 0 }
    const blocks = [...histories.values()].flatMap((history) => history.blocks).sort((a, b) => a - b)
    const proofs = [...lastRecording.values()]
    const provenAt = proofs.length === 0 ? null : (Math.max(...proofs) as Instant)
    const found = gate({ blocks, provenAt }, policy, now)
    if (found._tag === "open") return null
    if (found._tag === "held") return { _tag: "driver", until: found.until, blocks: found.blocks }
    const probing = [...runs.values()].some((run) => isOpen(run) && run.createdAt > (blocks.at(-1) ?? 0))
    return probing ? { _tag: "driver", until: null, blocks: found.blocks } : null
  }

  const situationOf = (sourceId: SourceId): Situation => ({
    sourceId,
    eligible: store.wanted.has(sourceId) && historyOf(sourceId).errored === null,
    hold: holdOf(sourceId),
    restartAt: store.restartAt.get(sourceId) ?? null,
    runs: runsOf(sourceId)
  })

  const pass = () => {
    if (!alive || wire === null || !listed) return
    stats.passes++
    for (const id of store.sources) {
      if (shouldTrip(historyOf(id), policy, timeline.now())) happen(id, "errored", timeline.now())
    }
    for (const action of plan(store.sources.map(situationOf), setting.concurrency)) {
      if (action._tag === "start") start(wire, action.sourceId)
      else stop(wire, action)
    }
  }

  const start = (on: Wire, sourceId: SourceId) => {
    const digits = Array.from({ length: 16 }, () => random.between(0, 31))
    const run = sentRun(
      taskId(installation, sourceId, ulid(timeline.now(), digits)),
      sourceId,
      { at: timeline.now(), connection: on.id, lostAt: null },
      { ...offer(), tries: triesAfter(lastEnded(runsOf(sourceId))) }
    )
    set(run)
    timeline.after(setting.storing(), () => {
      if (!alive) return
      const now = timeline.now()
      const known = runs.get(run.taskId)
      if (known === undefined || !isOpen(known)) return
      if (!on.isOpen()) return set(end(known, "unsent", now))
      runs.set(run.taskId, { ...known, start: { at: now, connection: on.id, lostAt: null } })
      on.send({ _tag: "subscribe", taskIds: [run.taskId] })
      on.send({ _tag: "start", taskId: run.taskId, sourceId })
    })
    setting.started(sourceId)
  }

  const stop = (on: Wire, action: Extract<Action, { _tag: "stop" }>) => {
    const run = runs.get(action.taskId)
    if (run === undefined) return
    if (action.why === "double") stats.doubles++
    store.stopping(run, timeline.now())
    runs.set(run.taskId, stopSent(run, { at: timeline.now(), connection: on.id, lostAt: null }, action.why))
    on.send({ _tag: "stop", taskId: run.taskId })
  }

  const takeIn = (askedAt: Instant, rows: ReadonlyArray<TaskRow>) => {
    if (wire === null) return
    const [now, list] = [timeline.now(), { connection: wire.id, openedAt, askedAt }]
    const found: Array<TaskId> = []
    for (const row of rows) {
      const sourceId = sourceOf(installation, row.taskId)
      if (sourceId === undefined) continue
      const known = runs.get(row.taskId)
      if (known === undefined && !isLive(row)) continue
      if (known === undefined) stats.adopted++
      const run = applyListing(known ?? foundRun(row.taskId, sourceId, now), row, list, now)
      if (known !== undefined && !isOpen(known) && isOpen(run)) stats.revived++
      if (isOpen(run) && (known === undefined || !isOpen(known))) found.push(row.taskId)
      set(run)
    }
    const seen = new Set(rows.map((row) => row.taskId))
    for (const run of runs.values()) if (!seen.has(run.taskId)) set(applyListing(run, undefined, list, now))
    if (found.length > 0) wire.send({ _tag: "subscribe", taskIds: found })
    listed = true
  }

  const ask = () => {
    if (!alive || wire === null || listing) return
    const [on, askedAt] = [wire, timeline.now()]
    listing = true
    on.send({ _tag: "list", askedAt })
    timeline.after(10_000, () => {
      if (on === wire) listing = false
    })
  }

  const hear = (message: Message) => {
    if (!alive) return
    const now = timeline.now()
    const known = (id: TaskId) => runs.get(id)
    switch (message._tag) {
      case "event": {
        const run = known(message.event.taskId)
        if (run !== undefined) set(reduceRun(run, message.event, now))
        break
      }
      case "tasks":
        listing = false
        takeIn(message.askedAt, message.rows)
        break
      default: {
        const run = known(message.taskId)
        if (run !== undefined) set(refuse(run, message._tag, message._tag, now))
      }
    }
    pass()
  }

  const tick = () => {
    if (!alive) return
    ask()
    timeline.after(setting.interval, tick)
  }
  const look = () => {
    if (!alive) return
    pass()
    timeline.after(1000, look)
  }

  for (const stored of store.open())
    runs.set(
      stored.taskId,
      restoreRun(
        { ...stored, action: null, tries: 0, stopReason: null, stalledAt: null, recording: null },
        timeline.now()
      )
    )
  for (const { sourceId, ...event } of store.events) histories.set(sourceId, record(historyOf(sourceId), event))
  timeline.after(setting.interval, tick)
  timeline.after(1000, look)

  return {
    stats,
    hear,
    pass,
    situationOf,
    underWay: () => [...runs.values()].filter((run) => run.phase === "sent").length,
    reset: (id: SourceId) => happen(id, "reset", timeline.now()),
    /** The settings change, so that what was refused is worth another try. */
    changeSettings: () => {
      offers += 1
    },
    up: (opened: Wire) => {
      wire = opened
      openedAt = timeline.now()
      listed = false
      listing = false
      opened.send({ _tag: "subscribe", taskIds: [...runs.values()].filter(isOpen).map((run) => run.taskId) })
      ask()
    },
    down: (connection: number) => {
      if (wire?.id === connection) wire = null
      for (const run of runs.values()) runs.set(run.taskId, connectionLost(run, connection, timeline.now()))
    },
    kill: () => {
      alive = false
      wire = null
    }
  }
}

export type ModelBackend = ReturnType<typeof makeBackend>
