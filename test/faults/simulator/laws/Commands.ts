import { HashMap, Option } from "effect"
import type { RunRow, SourceRow } from "../../../../src/adapters/memory/Tables.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"
import { recorders } from "./Reached.ts"
import { answerDeadline, ours, type SentLog } from "./Sent.ts"

/** The laws of what is sent to the overseer, put to the test at the moment of sending. */
export const makeCommandLaws = (world: () => World, { hold }: Record, sent: SentLog) => {
  const rowOf = (source: SourceRow | undefined, taskId: TaskId): RunRow | undefined =>
    source?.runs.find((run) => run.taskId === taskId)

  const leads = (by: string): boolean =>
    world()
      .backends()
      .some(({ name, seat }) => name === by && seat.believes())

  /** A start that arrived and whose task is no more: whoever listed since knows that, whether or not its sender was answered. */
  const isThrough = (taskId: TaskId): boolean =>
    world().overseer.ever.some((task) => task.taskId === taskId && task.endedAt !== null)

  return {
    leads,
    starting: (by: string, taskId: TaskId): void => {
      const now = world().timeline.now()
      const sourceId = ours(taskId)
      hold("others' tasks are left alone", sourceId !== undefined, () => `${by} starts ${taskId}`)
      hold("only a leader starts", leads(by), () => `${by} started ${taskId}`)
      if (sourceId === undefined) return
      const source = world().source(sourceId)
      const row = rowOf(source, taskId)
      hold("a start is stored before it is sent", source === undefined || row?.endedAt === null, () => taskId)
      const open = sent.all.find(
        (one) =>
          one.kind === "start" &&
          ours(one.taskId) === sourceId &&
          !one.answered &&
          now < one.at + answerDeadline &&
          !sent.isOver(one, now) &&
          !isThrough(one.taskId)
      )
      hold("nothing is started while an earlier start is unanswered", open === undefined, () => {
        return `${taskId} while ${open?.taskId} of ${open?.by} is`
      })
      const underWay = sent.all.filter(
        (one) => one.kind === "start" && one.by === by && !one.answered && now < one.at + answerDeadline
      )
      const most = world().plan.settings.start_concurrency
      hold("no more starts are under way than the settings allow", underWay.length < most, () => {
        return `${by} starts ${taskId} beside ${underWay.length} of ${most}`
      })
      const { recorders_at_once } = world().plan.settings
      if (recorders_at_once === 0) return
      const then = recorders(world(), sourceId)
      hold("no more recorders are started than may run at once", then <= recorders_at_once, () => {
        return `${by} starts ${taskId} as one of ${then} where ${recorders_at_once} may run`
      })
    },
    stopping: (by: string, taskId: TaskId): void => {
      const sourceId = ours(taskId)
      hold("others' tasks are left alone", taskId.startsWith("sd-00000001-"), () => `${by} stops ${taskId}`)
      hold("only a leader stops", leads(by), () => `${by} stopped ${taskId}`)
      const known = Option.getOrUndefined(HashMap.get(world().store.tables().ran, taskId))
      const now = world().timeline.now()
      const isAtWork = sent.all.some(
        (one) => one.kind === "stop" && one.taskId === taskId && one.by === by && now < one.at + answerDeadline
      )
      hold("no second stop while the first is at work", !isAtWork, () => `${by} stops ${taskId} again`)
      if (sourceId === undefined || known === undefined) return
      const row = rowOf(world().source(sourceId), taskId)
      hold("a stop is stored before it is sent", row === undefined || row.stopSentAt !== null, () => taskId)
    },
    told: (by: string, taskId: TaskId): void => {
      for (const one of sent.all) if (one.taskId === taskId && (one.by === by || leads(by))) one.answered = true
    }
  }
}
