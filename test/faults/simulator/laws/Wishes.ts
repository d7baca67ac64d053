import type { SourceRow } from "../../../../src/adapters/memory/Tables.ts"
import { errorPolicy } from "../../../../src/domain/settings/Settings.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import { blockedExitCode } from "../../../../src/domain/supervision/WorkerEvent.ts"
import type { Start } from "../overseer/Task.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"
import type { Ledger } from "./Ledger.ts"
import { ours } from "./Sent.ts"

/** What is stored is known to every backend that hears of changes after this long, however slow its way to the store is. */
const knownAfter = 25_000

/** That the overseer's clock was set is noticed by what it tells, and the sooner the more it tells. */
const noticedAfter = 30_000

/** That recordings can be written again is noticed this much later, at the latest. */
const wellAfter = 17_000

/** Whoever is cut off from the store hears of a reset this much later. */
const unheardOf = 60_000

export const isWanted = (source: SourceRow): boolean => source.subscriptions.some(({ posture }) => posture === "active")

/** The laws of why recorders are started and stopped, told from what people stored and not by the domain's rules. */
export const makeWishLaws = (world: () => World, record: Record, ledger: Ledger) => {
  const { hold } = record
  /** Since when nothing can be recorded for the disk's sake, and when that last was so. */
  let fullSince: number | null = null
  let fullAt = Number.NEGATIVE_INFINITY
  /** Runs started by a backend that may not have read for long what people had asked for. */
  const blind = new Set<TaskId>()
  const fullSpans: Array<{ readonly from: number; to: number }> = []

  const isFullNow = (): boolean => world().moods.freeSpace < 1e9 || world().moods.storage !== null

  /** Whether an exit fell into a time in which nothing could be recorded, in truth or on record. */
  const isExcused = (exit: number, ended: number): boolean =>
    fullSpans.some(({ from, to }) => ended >= from && ended <= to + wellAfter) ||
    world()
      .store.tables()
      .outages.some(
        ({ beganAt, endedAt, kind }) =>
          (kind === "disk" || kind === "storage") && exit >= beganAt && (endedAt === null || exit <= endedAt)
      )

  const since = (at: number): number => world().timeline.now() - at

  /** When the process of a task ended. */
  const endOf = (taskId: TaskId | null): number => {
    const task = taskId === null ? undefined : world().overseer.ever.find((one) => one.taskId === taskId)
    return task?.endedAt ?? Number.NEGATIVE_INFINITY
  }

  /**
   * Why a start is in vain, by exits and trips that were stored a second ago. Who booted after the clock was set takes for older, or
   * for younger, what happened before.
   */
  const inVain = (source: SourceRow, bootedAt: number): string | null => {
    const policy = errorPolicy(world().plan.settings)
    const steppedAt = world().timeline.steppedAt(bootedAt)
    const isWellTold = (at: number) => at > steppedAt && at > world().setting.skewedAt + noticedAfter
    const known = source.events.filter((event) => since(ledger.storedAt(event)) > 1_000)
    if (known.some(({ type }) => type === "errored") && ledger.tripped(source) === "yes") return "it tripped"
    const exits = known.filter(({ at, exitCode, taskId, type }) => {
      const ended = endOf(taskId)
      return (
        type === "exited" &&
        isWellTold(ended) &&
        ended > world().people.resetAt(source.id) + unheardOf &&
        (exitCode === blockedExitCode || !isExcused(at, ended))
      )
    })
    const failures = exits.filter(({ exitCode }) => exitCode !== blockedExitCode)
    if (failures.length >= policy.errorThreshold) return "it failed often enough"
    const last = failures.at(-1)
    if (last === undefined) return null
    const wait = Math.min(policy.restartDelay * 2 ** (failures.length - 1), policy.restartDelayMax)
    return since(endOf(last.taskId)) < 0.8 * wait ? `it failed only ${since(endOf(last.taskId))} ms ago` : null
  }

  return {
    starting: (by: string, { taskId }: Start): void => {
      const id = ours(taskId)
      const source = id === undefined ? undefined : world().source(id)
      if (source === undefined) return
      const name = `${by} starts ${source.username}`
      const { bootedAt, link } =
        world()
          .backends()
          .find((backend) => backend.name === by) ?? {}
      const isFresh = since(Math.max(link?.wellSince() ?? 0, world().store.answersSince())) > 12_000
      if (!isFresh) blind.add(taskId)
      const isStale = !isWanted(source) && isFresh && since(ledger.wishedAt(source.id)) > knownAfter
      hold("nothing is started that nobody wants", !isStale, () => name)
      const why = inVain(source, bootedAt ?? 0)
      hold("nothing is started in vain", why === null, () => `${name} though ${why}`)
      const isFull = isFullNow() && fullSince !== null && world().timeline.now() - fullSince > 17_000
      hold("no start while nothing can be recorded", !isFull, () => name)
    },
    stopping: (by: string, taskId: TaskId): void => {
      const id = ours(taskId)
      const source = id === undefined ? undefined : world().source(id)
      const run = source?.runs.find((one) => one.taskId === taskId)
      if (source === undefined || run === undefined) return
      const { overseer } = world()
      const others = [...overseer.live(), ...overseer.waiting()].filter(
        (task) => ours(task.taskId) === id && task.taskId !== taskId
      )
      const trips = source.events.filter(({ type }) => type === "errored" || type === "reset").map(ledger.storedAt)
      const isSettled = since(Math.max(ledger.wishedAt(source.id), ...trips)) > knownAfter
      // Who started it may not have known yet that it was to be started anew.
      const unknown = blind.has(taskId) ? Number.POSITIVE_INFINITY : knownAfter
      const isToBeReplaced = world().people.restartAt(source.id) > ledger.madeAt(taskId) - unknown
      const isTripped = ledger.tripped(source) !== "no"
      const isGood = isSettled && isWanted(source) && !isTripped && others.length === 0 && !isToBeReplaced
      const wasFull = isFullNow() || world().timeline.now() - fullAt < knownAfter
      hold("nothing that is wanted is stopped", !isGood || wasFull, () => `${by} stops ${taskId}`)
    },
    /**
     * Whether nothing could be recorded for a while. What nobody could write down of that, new backends can't hold in favour of a
     * source that failed meanwhile.
     */
    wasFull: (): boolean => fullAt > Number.NEGATIVE_INFINITY,
    tick: (): void => {
      const isFull = isFullNow()
      const now = world().timeline.now()
      if (isFull) fullAt = now
      const span = fullSpans.at(-1)
      if (isFull && fullSince === null) fullSpans.push({ from: now - 1_000, to: now })
      else if (isFull && span !== undefined) span.to = now
      fullSince = isFull ? (fullSince ?? now) : null
    }
  }
}
