import { Deferred, Effect, Stream } from "effect"
import type { OverseerNews } from "../../../src/ports/Overseer.ts"

/** Takes all news as it comes, so that a test can look back at it and wait for what is to come. */
export const hearing = Effect.fnUntraced(function* (news: Stream.Stream<OverseerNews>) {
  const heard: Array<OverseerNews> = []
  const waiting = new Set<() => void>()
  yield* news.pipe(
    Stream.runForEach((item) =>
      Effect.sync(() => {
        heard.push(item)
        for (const look of waiting) look()
      })
    ),
    Effect.forkScoped
  )
  /** The first news, past or to come, that fits. */
  const first = (fits: (item: OverseerNews) => boolean): Effect.Effect<OverseerNews> =>
    Effect.suspend(() => {
      const found = Deferred.makeUnsafe<OverseerNews>()
      const look = () => {
        const item = heard.find(fits)
        if (item !== undefined) Deferred.doneUnsafe(found, Effect.succeed(item))
      }
      waiting.add(look)
      look()
      return Deferred.await(found).pipe(Effect.ensuring(Effect.sync(() => waiting.delete(look))))
    })
  return {
    heard,
    first,
    up: (connection: number) => first((item) => item._tag === "up" && item.connection === connection),
    down: (connection: number) => first((item) => item._tag === "down" && item.connection === connection),
    /** The first event of this kind about this task. */
    event: (tag: string, taskId: string) =>
      first((item) => item._tag === "event" && item.event._tag === tag && item.event.taskId === taskId),
    /** Everything heard so far in words: what happened, and the task. */
    words: () =>
      heard.map((item) =>
        item._tag === "event"
          ? `${item.event._tag} ${item.event.taskId}`
          : item._tag === "missed"
            ? `missed ${item.lines} ${item.taskId}`
            : item._tag === "away"
              ? `away ${item.fault.kind}`
              : `${item._tag} ${item.connection}`
      )
  }
})
