import { HashMap, Option } from "effect"
import type { RunRow, SourceRow } from "../../../../src/adapters/memory/Tables.ts"
import { InstallationId, sourceOf, type TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { SourceId } from "../../../../src/domain/values/Ids.ts"
import { isLive, type Start, type Task } from "../overseer/Task.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"

const installation = InstallationId.make("00000001")
const answerDeadline = 15_000

/** The source that a task of ours records. */
export const ours = (taskId: TaskId): SourceId | undefined => sourceOf(installation, taskId)

interface SentStart {
  readonly taskId: TaskId
  readonly at: number
  readonly by: string
  answered: boolean
}

/** The laws of what is sent to the overseer, put to the test at the moment of sending and at that of arriving. */
export const makeCommandLaws = (world: () => World, record: Record) => {
  const starts = new Map<SourceId, Array<SentStart>>()
  const byTask = new Map<TaskId, SentStart>()
  const { hold } = record

  const rowOf = (source: SourceRow | undefined, taskId: TaskId): RunRow | undefined =>
    source?.runs.find((run) => run.taskId === taskId)

  const leads = (by: string): boolean =>
    world()
      .backends()
      .some(({ name, seat }) => name === by && seat.believes())

  const starting = (by: string, { taskId }: Start) => {
    const now = world().timeline.now()
    const sourceId = ours(taskId)
    if (sourceId === undefined) return hold("others' tasks are left alone", false, () => `${by} starts ${taskId}`)
    const source = world().source(sourceId)
    hold("only a leader starts", leads(by), () => `${by} started ${taskId}`)
    const row = rowOf(source, taskId)
    hold("a start is stored before it is sent", source === undefined || row?.endedAt === null, () => taskId)
    const earlier = starts.get(sourceId) ?? []
    const open = earlier.find(({ answered, at }) => !answered && now < at + answerDeadline)
    hold("nothing is started while an earlier start is unanswered", open === undefined, () => {
      return `${taskId} while ${open?.taskId} of ${open?.by} is`
    })
    const sent = { taskId, at: now, by, answered: false }
    starts.set(sourceId, [...earlier, sent])
    byTask.set(taskId, sent)
  }

  const stopping = (by: string, taskId: TaskId) => {
    const sourceId = ours(taskId)
    hold("others' tasks are left alone", sourceId !== undefined, () => `${by} stops ${taskId}`)
    if (sourceId === undefined) return
    hold("only a leader stops", leads(by), () => `${by} stopped ${taskId}`)
    const tables = world().store.tables()
    const row = Option.getOrUndefined(HashMap.get(tables.ran, taskId))
    if (row === undefined) return
    const stored = rowOf(world().source(sourceId), taskId)
    hold("a stop is stored before it is sent", stored === undefined || stored.stopSentAt !== null, () => taskId)
  }

  /** Others that run or wait for the same source. */
  const twins = (task: Task): ReadonlyArray<Task> => {
    const sourceId = ours(task.taskId)
    const { overseer } = world()
    return [...overseer.live(), ...overseer.waiting()].filter(
      (other) => other !== task && ours(other.taskId) === sourceId
    )
  }

  const isLate = (task: Task): boolean => task.askedAt > (byTask.get(task.taskId)?.at ?? task.askedAt) + answerDeadline

  const spawned = (task: Task): void => {
    if (ours(task.taskId) === undefined) return
    const live = twins(task).filter(isLive)
    // A start that a silent connection of an earlier leader brings this late can't be known of.
    if ([task, ...live].some(isLate)) return
    hold("never two live runs of a source", live.length === 0, () => {
      return `${task.taskId} runs beside ${live.map(({ taskId }) => taskId).join(", ")}`
    })
  }

  return {
    starting,
    stopping,
    spawned,
    told: (_by: string, taskId: TaskId): void => {
      const sent = byTask.get(taskId)
      if (sent !== undefined) sent.answered = true
    },
    stoppedTwice: (task: Task, by: string): void => {
      const isOurs = (name: string) => name.startsWith("backend")
      hold(
        "no second stop while the first is at work",
        ![by, ...task.stops.map((stop) => stop.by)].every(isOurs),
        () => {
          return `${by} stops ${task.taskId}, which ${task.stops.map((stop) => stop.by).join(", ")} had stopped`
        }
      )
    }
  }
}
