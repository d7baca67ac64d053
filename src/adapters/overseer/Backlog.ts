import { Effect, Queue, Stream } from "effect"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { OverseerNews } from "../../ports/Overseer.ts"

/** How much output may wait for the consumer. */
export interface Bounds {
  readonly lines: number
  readonly bytes: number
}

const lineOf = (news: OverseerNews): string | undefined =>
  news._tag === "event" && news.event._tag === "output" ? news.event.line : undefined

/** Two bytes a character is the most that a string takes. */
const weight = (line: string): number => 2 * line.length

/**
 * News waiting for its one consumer. Offering never waits. Output beyond the bounds is dropped and counted until the consumer
 * has taken half of what waits; all other news is kept, however much.
 */
export const make = Effect.fnUntraced(function* (bounds: Bounds) {
  const queue = yield* Queue.unbounded<OverseerNews>()
  const missed = new Map<TaskId, number>()
  let lines = 0
  let bytes = 0
  let isFull = false
  let dropped = 0

  const miss = (taskId: TaskId, count: number) => {
    missed.set(taskId, (missed.get(taskId) ?? 0) + count)
  }

  const tellMissed = (taskId: TaskId) => {
    const count = missed.get(taskId)
    if (count === undefined) return
    missed.delete(taskId)
    Queue.offerUnsafe(queue, { _tag: "missed", taskId, lines: count })
  }

  const offer = (news: OverseerNews): void => {
    const line = lineOf(news)
    if (news._tag === "event" && line !== undefined) {
      if (isFull || lines >= bounds.lines || bytes + weight(line) > bounds.bytes) {
        isFull = true
        dropped++
        miss(news.event.taskId, 1)
        return
      }
      lines++
      bytes += weight(line)
    }
    if (news._tag === "event") tellMissed(news.event.taskId)
    Queue.offerUnsafe(queue, news)
  }

  const take = Effect.map(Queue.take(queue), (news) => {
    const line = lineOf(news)
    if (line !== undefined) {
      lines--
      bytes -= weight(line)
      if (isFull && lines <= bounds.lines / 2 && bytes <= bounds.bytes / 2) isFull = false
    }
    return news
  })

  return {
    offer,
    /** Lines of a task never arrived; told before the next news of that task. */
    miss,
    /** How many lines were dropped since this was last asked. */
    takeDropped: (): number => {
      const count = dropped
      dropped = 0
      return count
    },
    stream: Stream.fromEffectRepeat(take)
  }
})

export type Backlog = Effect.Success<ReturnType<typeof make>>
