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

export const isWanted = (source: SourceRow): boolean => source.subscriptions.some(({ posture }) => posture === "active")

/** Why the source may not be recorded though somebody wants it: its trip, told from the stored events alone. */
export const isTripped = (source: SourceRow): boolean =>
  source.events.some(({ at, type }) => type === "errored" && at > (source.resetAt ?? 0))

/** The laws of why recorders are started and stopped, told from what people stored and not by the domain's rules. */
export const makeWishLaws = (world: () => World, record: Record, ledger: Ledger) => {
  const { hold } = record
  /** Since when nothing can be recorded for the disk's sake, and when that last was so. */
  let fullSince: number | null = null
  let fullAt = Number.NEGATIVE_INFINITY

  const isFullNow = (): boolean => world().moods.freeSpace < 1e9 || world().moods.storage !== null

  /** Whether an exit fell into a time of which it is on record that nothing could be recorded. */
  const isExcused = (exit: number): boolean =>
    world()
      .store.tables()
      .outages.some(
        ({ beganAt, endedAt, kind }) =>
          (kind === "disk" || kind === "storage") && exit >= beganAt && (endedAt === null || exit <= endedAt)
      )

  const lastWishAt = (source: SourceRow): number => Math.max(0, ...source.wishes.map(({ at }) => at))
  const age = (at: number): number => world().timeline.wall() - at

  /** Why a start is in vain, by exits and trips that were stored a second ago. */
  const inVain = (source: SourceRow): string | null => {
    const policy = errorPolicy(world().plan.settings)
    const known = source.events.filter((event) => event.at > (source.resetAt ?? 0) && ledger.age(event) > 1_000)
    if (known.some(({ type }) => type === "errored")) return "it tripped"
    const exits = known.filter(
      ({ at, exitCode, type }) => type === "exited" && (exitCode === blockedExitCode || !isExcused(at))
    )
    const failures = exits.filter(({ at, exitCode }) => exitCode !== blockedExitCode && age(at) <= policy.errorWindow)
    if (failures.length >= policy.errorThreshold) return "it failed often enough"
    const last = Math.max(0, ...exits.map(({ at }) => at))
    return age(last) < 0.8 * policy.restartDelay ? "it failed only just now" : null
  }

  return {
    starting: (by: string, { taskId }: Start): void => {
      const id = ours(taskId)
      const source = id === undefined ? undefined : world().source(id)
      if (source === undefined) return
      const name = `${by} starts ${source.username}`
      const { link } =
        world()
          .backends()
          .find((backend) => backend.name === by) ?? {}
      const isFresh = world().timeline.now() > (link?.wellSince() ?? 0) + 12_000
      const isStale = !isWanted(source) && isFresh && age(lastWishAt(source)) > knownAfter
      hold("nothing is started that nobody wants", !isStale, () => name)
      const why = inVain(source)
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
      const trips = source.events.flatMap(({ at, type }) => (type === "errored" || type === "reset" ? [at] : []))
      const isSettled = age(lastWishAt(source)) > knownAfter && age(Math.max(0, ...trips)) > knownAfter
      const isToBeReplaced = source.restartAt !== null && source.restartAt > run.createdAt
      const isGood = isSettled && isWanted(source) && !isTripped(source) && others.length === 0 && !isToBeReplaced
      const wasFull = isFullNow() || world().timeline.now() - fullAt < knownAfter
      hold("nothing that is wanted is stopped", !isGood || wasFull, () => `${by} stops ${taskId}`)
    },
    tick: (): void => {
      const isFull = isFullNow()
      const now = world().timeline.now()
      if (isFull) fullAt = now
      fullSince = isFull ? (fullSince ?? now) : null
    }
  }
}
