import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { Task } from "../overseer/Task.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"
import { answerDeadline, ours, type SentLog } from "./Sent.ts"

/** The laws of what commands come to at the overseer. */
export const makeArrivalLaws = (world: () => World, { hold }: Record, sent: SentLog) => {
  const unknowable = (late: Task, other: Task): boolean =>
    sent.isUnknowable(sent.startOf(late.taskId), late.askedAt, sent.startOf(other.taskId))

  return {
    spawned: (task: Task): void => {
      const sourceId = ours(task.taskId)
      if (sourceId === undefined || sent.startOf(task.taskId) === undefined) return
      const twins = world()
        .overseer.live()
        .filter(
          ({ taskId }) => taskId !== task.taskId && ours(taskId) === sourceId && sent.startOf(taskId) !== undefined
        )
      if (twins.some((other) => unknowable(task, other) || unknowable(other, task))) return
      hold("never two live runs of a source", twins.length === 0, () => {
        return `${task.taskId} runs beside ${twins.map(({ taskId }) => taskId).join(", ")}`
      })
    },
    stoppedTwice: ({ stops, taskId }: Task, by: string): void => {
      const names = [by, ...stops.map((stop) => stop.by)]
      const isOurs = names.every((name) => name.startsWith("backend"))
      const [first, second] = sent.all.filter((one) => one.kind === "stop" && one.taskId === taskId).slice(-2)
      if (sent.isUnknowable(first, world().timeline.now(), second)) return
      hold("no second stop while the first is at work", !isOurs, () => `${taskId} is stopped by ${names.join(" and ")}`)
    },
    /** Whether the start of a task came after its deadline. */
    isLate: (taskId: TaskId): boolean => {
      const start = sent.startOf(taskId)
      const task = world().overseer.ever.find((one) => one.taskId === taskId)
      return start !== undefined && task !== undefined && task.askedAt > start.at + answerDeadline
    }
  }
}
