import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import { InstallationId, sourceOf } from "../../../../src/domain/supervision/TaskId.ts"
import type { SourceId } from "../../../../src/domain/values/Ids.ts"
import type { World } from "../World.ts"

const installation = InstallationId.make("00000001")

/** The source that a task of ours records. */
export const ours = (taskId: TaskId): SourceId | undefined => sourceOf(installation, taskId)

/** How long a command may go unanswered, and how late a lost connection may still bring it. */
export const answerDeadline = 15_000
const deliveryGrace = 10_000

/** A command as a backend gave it to its connection. */
export interface Sent {
  readonly kind: "start" | "stop"
  readonly taskId: TaskId
  readonly at: number
  readonly by: string
  readonly connection: number
  /** Whether its backend, or whoever leads in its place, was told of the task since. */
  answered: boolean
}

/** All commands that were sent, in their order. */
export const makeSent = (world: () => World) => {
  const all: Array<Sent> = []
  const starts = new Map<TaskId, Sent>()
  /** When connections were closed, by their backend and number. */
  const closings = new Map<string, number>()

  /** Whether what was sent had arrived by `at`, or never would: its connection, or its backend, had ended long enough before. */
  const isOver = ({ by, connection }: Sent, at: number): boolean => {
    const ends = [closings.get(`${by} ${connection}`), world().deaths.get(by)]
    return ends.some((end) => end !== undefined && at > end + deliveryGrace)
  }

  return {
    all,
    add: (kind: Sent["kind"], taskId: TaskId, by: string, connection: number): void => {
      const sent = { kind, taskId, at: world().timeline.now(), by, connection, answered: false }
      all.push(sent)
      if (kind === "start") starts.set(taskId, sent)
    },
    close: (by: string, connection: number): void => void closings.set(`${by} ${connection}`, world().timeline.now()),
    isOver,
    startOf: (taskId: TaskId): Sent | undefined => starts.get(taskId),
    /**
     * What a silent connection of an earlier leader brings after the deadline, though that led no more and neither had ended for long,
     * whoever led then could not know of as it sent `second`.
     */
    isUnknowable: (first: Sent | undefined, arrivedAt: number, second: Sent | undefined): boolean =>
      first !== undefined &&
      second !== undefined &&
      first.by !== second.by &&
      arrivedAt > first.at + answerDeadline &&
      !isOver(first, second.at)
  }
}

export type SentLog = ReturnType<typeof makeSent>
