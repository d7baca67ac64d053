import type { Instant } from "../values/Time.ts"
import { heartbeatsOf } from "./heartbeats.ts"
import type { Listing, TaskRow } from "./OverseerEvent.ts"
import { endingBy, isOpen, isStopping, type Run } from "./Run.ts"
import { end, reopened, settles } from "./RunReducer.ts"

/** What a list proves, and since when the overseer that gave it is known to have lived. */
export type Proof = Omit<Listing, "rows"> & { readonly livesSince: Instant }

/**
 * The run as a list shows it. Presence is believed at once. Absence is believed only of a list that can know: for an unanswered
 * start one that witnesses it, for a run seen before one asked for after that sight, for one that the store says began one asked
 * for after that was read. What vanished with its overseer is `lost`; what waited at one that lives on lost its place in the queue, for all that
 * it ever started it goes on to list.
 * A run given up without an exit that a later list shows alive after all, because a dead connection delivered its start late,
 * is open again, as if found.
 */
export const applyListing = (run: Run, row: TaskRow | undefined, list: Proof, now: Instant): Run => {
  if (!isOpen(run))
    return row !== undefined && isRevenant(run, row, list) ? applyListing(reopened(run, now), row, list, now) : run
  if (row === undefined) return absent(run, list, now)
  if (row.state === "queued") return queued(run, row, list, now)
  if (row.workerState === "running") return alive(run, row, list, now)
  if (row.workerState === "exited") {
    const asked = row.state === "stopped" || isStopping(run)
    const startedAt = run.startedAt ?? (row.startedAt === null ? null : notAfter(now, row.startedAt))
    const found = { ...run, pid: row.pid ?? run.pid, startedAt, seenAt: now }
    return end(found, asked ? "stopped" : endingBy(row.exitCode, run.capture), notAfter(now, row.exitedAt), {
      exitCode: row.exitCode
    })
  }
  return { ...run, seenAt: now }
}

/** A time that the overseer tells, whose clock may run ahead of ours: nothing that it tells lies in the future. */
const notAfter = (now: Instant, at: Instant | null): Instant => (at !== null && at < now ? at : now)

/** The first start that a list shows. The overseer lived then: it forgets all tasks when it ends, and none before. */
export const firstStart = (rows: ReadonlyArray<TaskRow>): Instant | null => {
  let first: Instant | null = null
  for (const { startedAt } of rows) if (startedAt !== null && (first === null || startedAt < first)) first = startedAt
  return first
}

/** Whether a row shows a task that waits or works. */
export const isLive = (row: TaskRow): boolean => row.state === "queued" || row.workerState === "running"

/** Ids are used once: an exit that was told is final, anything else was a conclusion that the list refutes. */
const isRevenant = (run: Run, row: TaskRow, list: Proof): boolean =>
  isLive(row) &&
  run.ending !== "exited" &&
  run.exitCode === null &&
  list.askedAt > Math.max(run.seenAt ?? 0, run.endedAt ?? 0)

const queued = (run: Run, row: TaskRow, list: Proof, now: Instant): Run =>
  run.phase === "running"
    ? run
    : {
        ...withoutLostStop(run, list),
        phase: "queued",
        queuePosition: row.queuePosition ?? run.queuePosition,
        seenAt: now
      }

const alive = (run: Run, row: TaskRow, list: Proof, now: Instant): Run => {
  const live: Run = {
    ...run,
    phase: "running",
    pid: row.pid ?? run.pid,
    startedAt: run.startedAt ?? notAfter(now, row.startedAt),
    queuePosition: null,
    heartbeatInterval: run.heartbeatInterval ?? heartbeatsOf(row.params),
    seenAt: now
  }
  return row.state === "stopped" ? { ...live, stopSeen: true } : withoutLostStop(live, list)
}

/** A stop that a witness shows to have had no effect is forgotten, so that it may be sent again. */
const withoutLostStop = (run: Run, list: Proof): Run =>
  run.stop !== null && !run.stopSeen && settles(list, run.stop)
    ? { ...run, stop: null, stopReason: null, stopRefuted: run.stop.at }
    : run

/** Why a run lost its place while nobody heard of it. */
const unheard = "it lost its place in the overseer's queue while the overseer could not be heard"

const absent = (run: Run, list: Proof, now: Instant): Run => {
  if (run.seenAt !== null || run.startedAt !== null) {
    const knownAt = run.seenAt ?? run.start?.lostAt ?? null
    if (knownAt !== null && list.askedAt <= knownAt) return run
    if (isStopping(run)) return end(run, "stopped", now)
    const fellOut = run.phase === "queued" && run.startedAt === null && knownAt !== null && list.livesSince <= knownAt
    return fellOut ? end(run, "dequeued", now, { message: unheard }) : end(run, "lost", now)
  }
  return run.start !== null && settles(list, run.start) ? end(run, "unsent", now) : run
}
