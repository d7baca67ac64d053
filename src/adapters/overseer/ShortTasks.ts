import { Deferred, Effect } from "effect"
import type { OverseerEvent } from "../../domain/supervision/OverseerEvent.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import { NotConnected, NotTaken, type OverseerNews } from "../../ports/Overseer.ts"
import type { Backlog } from "./Backlog.ts"

interface ShortTask {
  readonly connection: number
  readonly hear: (line: string) => void
  readonly ended: Deferred.Deferred<number, NotConnected | NotTaken>
}

/** Takes the events of short tasks out of the news, and hands them to who waits for them. */
export const over = (backlog: Backlog) => {
  const tasks = new Map<TaskId, ShortTask>()

  const take = ({ ended, hear }: ShortTask, event: OverseerEvent): void => {
    switch (event._tag) {
      case "output":
        if (event.stream === "stdout") hear(event.line)
        return
      case "exited":
        Deferred.doneUnsafe(ended, Effect.succeed(event.exitCode))
        return
      case "dequeued":
        Deferred.doneUnsafe(ended, Effect.fail(new NotTaken({ answer: { _tag: "full", message: event.reason } })))
        return
      default:
    }
  }

  const lose = (connection: number, why: string): void => {
    for (const task of tasks.values()) {
      if (task.connection === connection)
        Deferred.doneUnsafe(task.ended, Effect.fail(new NotConnected({ reason: why })))
    }
  }

  const offer = (news: OverseerNews): void => {
    const task = news._tag === "event" ? tasks.get(news.event.taskId) : undefined
    if (news._tag === "down") lose(news.connection, news.why)
    if (task !== undefined && news._tag === "event") take(task, news.event)
    else backlog.offer(news)
  }

  return {
    backlog: { ...backlog, offer } satisfies Backlog,
    /** Waits for the end of a task whose events on this connection are its caller's while this lasts; its exit code. */
    attend: <E, R>(
      taskId: TaskId,
      connection: number,
      hear: (line: string) => void,
      start: Effect.Effect<unknown, E | NotTaken, R>
    ): Effect.Effect<number, E | NotTaken | NotConnected, R> =>
      Effect.acquireUseRelease(
        Effect.sync(() => {
          const ended = Deferred.makeUnsafe<number, NotConnected | NotTaken>()
          tasks.set(taskId, { connection, hear, ended })
          return ended
        }),
        (ended) => Effect.andThen(start, Deferred.await(ended)),
        () => Effect.sync(() => tasks.delete(taskId))
      )
  }
}
