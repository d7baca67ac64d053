import { end, isWitness } from "./Fold.ts"
import type { Listing, TaskRow } from "./OverseerEvent.ts"
import { isOpen, isStopping, type Run } from "./Run.ts"
import type { Instant } from "./Time.ts"

/**
 * The run as a list shows it. Presence is believed at once. Absence is believed only of a list that can know: for an unanswered
 * start one that witnesses it, for a run seen before one asked for after that sight. What vanished with its overseer is `lost`.
 */
export const witness = (run: Run, row: TaskRow | undefined, list: Omit<Listing, "rows">, now: Instant): Run => {
  if (!isOpen(run)) return run
  if (row === undefined) return absent(run, list, now)
  if (row.state === "queued") {
    return run.phase === "running"
      ? run
      : {
          ...withoutLostStop(run, list),
          phase: "queued",
          queuePosition: row.queuePosition ?? run.queuePosition,
          seenAt: now
        }
  }
  if (row.workerState === "running") return alive(run, row, list, now)
  if (row.workerState === "exited") {
    const asked = row.state === "stopped" || isStopping(run)
    const found = { ...run, pid: row.pid ?? run.pid, startedAt: row.startedAt ?? run.startedAt }
    return end(found, asked ? "stopped" : "exited", row.exitedAt ?? now, { exitCode: row.exitCode })
  }
  return { ...run, seenAt: now }
}

const alive = (run: Run, row: TaskRow, list: Omit<Listing, "rows">, now: Instant): Run => {
  const live: Run = {
    ...run,
    phase: "running",
    pid: row.pid ?? run.pid,
    startedAt: run.startedAt ?? row.startedAt ?? now,
    queuePosition: null,
    seenAt: now
  }
  return row.state === "stopped" ? { ...live, stopSeen: true } : withoutLostStop(live, list)
}

/** A stop that a witness shows to have had no effect is forgotten, so that it may be sent again. */
const withoutLostStop = (run: Run, list: Omit<Listing, "rows">): Run =>
  run.stop !== null && !run.stopSeen && isWitness(list, run.stop) ? { ...run, stop: null } : run

const absent = (run: Run, list: Omit<Listing, "rows">, now: Instant): Run => {
  if (run.seenAt !== null) {
    if (list.askedAt <= run.seenAt) return run
    return end(run, isStopping(run) ? "stopped" : "lost", now)
  }
  if (run.startedAt !== null) return end(run, "lost", now)
  return run.start !== null && isWitness(list, run.start) ? end(run, "unsent", now) : run
}
