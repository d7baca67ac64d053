import { Context, Effect, Layer } from "effect"
import type { EntryId } from "../../domain/values/Ids.ts"
import { type Instant, later, type Millis } from "../../domain/values/Time.ts"
import { timeline } from "../../runtime/Timeline.ts"

/** How long what could not be erased is left alone: twice as long after each time, up to the most. */
const first: Millis = 30_000
const most: Millis = 600_000

interface Wait {
  readonly until: Instant
  readonly length: Millis
}

/** The recordings in the trash that could not be erased, and wait before that is tried again, so that others have their turn. */
export class Postponed extends Context.Service<
  Postponed,
  {
    /** Lets a recording wait; whether it is the first time of late. */
    readonly add: (id: EntryId) => boolean
    readonly isWaiting: (id: EntryId) => boolean
    /** How many wait at the most. */
    readonly count: () => number
  }
>()("sticky-dvr/app/recordings/Postponed") {}

export const layer = Layer.effect(
  Postponed,
  Effect.gen(function* () {
    const { now } = yield* timeline
    const waits = new Map<EntryId, Wait>()

    /** What was not tried again long after its wait has left the trash. */
    const forget = (): void => {
      for (const [id, { until }] of waits) if (later(until, most) < now()) waits.delete(id)
    }

    return Postponed.of({
      add: (id) => {
        forget()
        const before = waits.get(id)
        const length = before === undefined ? first : Math.min(most, before.length * 2)
        waits.set(id, { until: later(now(), length), length })
        return before === undefined
      },
      isWaiting: (id) => (waits.get(id)?.until ?? Number.NEGATIVE_INFINITY) > now(),
      count: () => waits.size
    })
  })
)
