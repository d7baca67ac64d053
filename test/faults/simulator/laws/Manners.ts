import type { OverseerEvent } from "../../../../src/domain/supervision/OverseerEvent.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { SourceId } from "../../../../src/domain/values/Ids.ts"
import type { Task } from "../overseer/Task.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"
import { ours, type SentLog } from "./Sent.ts"

/** How long after the overseer stopped a recorder unasked its source is not started on the same connection. */
const drains = 19_000

/** Whoever is cut off from the store hears of a reset this much later, and then takes it for one that came after what it heard meanwhile. */
const unheardOf = 60_000

/** A stop follows the list that was asked for it within this time. */
const rightAfter = 100

/** What was under way as faults ended is settled so much later. */
const settled = 30_000

/** The laws of how to treat an overseer that ends, that others use too, and whose places are few. */
export const makeMannerLaws = (world: () => World, { hold }: Record, sent: SentLog) => {
  /** When a recorder of the source was stopped without anybody of us asking, by the connection on which each backend was told. */
  const unasked = new Map<string, { readonly at: number; readonly connection: number }>()
  let evictions = 0
  const nameOf = (by: string, source: SourceId) => `${by} ${source}`
  const now = (): number => world().timeline.now()

  /**
   * Whoever reads that a stop was stored, as it begins to lead or follows, can't know that whoever led then did not come to send it, be
   * that itself: another may have led in between.
   */
  const seemsAsked = (by: string, source: SourceId, taskId: TaskId): boolean => {
    const sentAt = world()
      .source(source)
      ?.runs.find((run) => run.taskId === taskId)?.stopSentAt
    const seat = world()
      .backends()
      .find(({ name }) => name === by)?.seat
    if (sentAt == null || seat === undefined) return false
    const { timeline } = world()
    return !seat.believes() || sentAt < timeline.wall() - (timeline.now() - seat.ledSince())
  }

  /** Whether the overseer took a later start of the source, and goes on to: one that ends takes no new connections. */
  const goesOn = (source: SourceId, since: number): boolean =>
    world().overseer.isOpen() &&
    world().overseer.ever.some(({ spawnedAt, taskId }) => ours(taskId) === source && (spawnedAt ?? 0) > since)

  return {
    told: (by: string, connection: number, event: OverseerEvent): void => {
      const source = ours(event.taskId)
      if (source === undefined || event._tag !== "exited" || !event.intentional) return
      const isAsked = sent.all.some(({ kind, taskId }) => kind === "stop" && taskId === event.taskId)
      const endedAt = world().overseer.ever.find(({ taskId }) => taskId === event.taskId)?.endedAt ?? now()
      const upSince = world()
        .backends()
        .find(({ name }) => name === by)
        ?.client.upSince()
      // One that ended takes no new connections: what was told again on one did not come of that.
      const isOfBefore = upSince !== undefined && endedAt < upSince
      if (!isAsked && !isOfBefore && !seemsAsked(by, source, event.taskId))
        unasked.set(nameOf(by, source), { at: endedAt, connection })
    },
    starting: (by: string, connection: number, taskId: TaskId): void => {
      const source = ours(taskId)
      if (source === undefined) return
      const last = unasked.get(nameOf(by, source))
      const isHeld = last?.connection === connection && now() < last.at + drains
      // By a clock that is wrong or was set, what was told may seem older than the connection.
      if (world().plan.stepped || world().plan.skew !== 0) return
      const isReset = last !== undefined && world().people.resetAt(source) > last.at - unheardOf
      const isLifted = isReset || (last !== undefined && goesOn(source, last.at))
      hold("an overseer that ends is given no new start", !isHeld || isLifted, () => `${by} starts ${taskId}`)
    },
    stopping: (by: string, listedAt: number, taskId: TaskId): void =>
      hold("a list is asked for right before a stop", now() - listedAt <= rightAfter, () => {
        return `${by} stops ${taskId} ${now() - listedAt} ms after its last list`
      }),
    queued: (task: Task, evicted: Task | null): void => {
      const isOurs = ours(task.taskId) !== undefined && evicted !== null && ours(evicted.taskId) !== undefined
      if (isOurs && now() > world().plan.trouble + settled) evictions++
    },
    /** Judges what became of the queue since faults ended. One that does not tell of its queue can only be tried, ever more seldom. */
    judge: (): void => {
      const { describesQueue, limit, sources } = world().plan
      if (!describesQueue || limit === 0) return
      hold("sources do not push each other out for ever", evictions <= sources.length, () => {
        return `${evictions} of ours took the place of another of ours`
      })
    }
  }
}
