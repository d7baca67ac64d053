import { Context, DateTime, Effect, Layer } from "effect"
import type { Hindrance } from "../domain/supervision/Cause.ts"
import { later, type Steady } from "../domain/values/Time.ts"
import * as Time from "../runtime/Time.ts"
import { steady } from "../runtime/Time.ts"
import * as Events from "./Events.ts"
import { Report } from "./Report.ts"

/** What stands in the recorder's way, since when, and how often it tried in vain. */
export interface Trouble {
  readonly hindrance: Hindrance
  readonly since: number
  readonly tries: number
}

/** Tells of trouble as it lasts: at once when it begins or becomes another, then at most every five seconds, and when it is over. */
export class Troubles extends Context.Service<
  Troubles,
  {
    /** It was tried in vain once more; answers what that makes. */
    readonly failed: (hindrance: Hindrance) => Effect.Effect<Trouble>
    /** It got through, or there is nothing that could be in the way. */
    readonly over: Effect.Effect<void>
    readonly current: Effect.Effect<Trouble | undefined>
  }
>()("sticky-dvr/recorder/Troubles") {}

/** Milliseconds between two tellings of the same. */
const often = 5_000

const isSame = (a: Hindrance, b: Hindrance): boolean => JSON.stringify(a) === JSON.stringify(b)

export const layer = Layer.effect(
  Troubles,
  Effect.gen(function* () {
    const report = yield* Report
    const zone = yield* DateTime.CurrentTimeZone
    let current: Trouble | undefined
    let next: Steady | undefined

    return Troubles.of({
      failed: Effect.fnUntraced(function* (hindrance) {
        const before = current !== undefined && isSame(current.hindrance, hindrance) ? current : undefined
        const since = before?.since ?? (yield* Time.now)
        const now = yield* steady
        const trouble = { hindrance, since, tries: (before?.tries ?? 0) + 1 }
        current = trouble
        if (before === undefined || next === undefined || now >= next) {
          next = later(now, often)
          const at = Events.timeOf(DateTime.makeZonedUnsafe(since, { timeZone: zone }))
          yield* report.event(Events.trouble(hindrance, trouble.tries, at))
        }
        return trouble
      }),
      over: Effect.suspend(() => {
        if (current === undefined) return Effect.void
        current = undefined
        return report.event(Events.troubleOver)
      }),
      current: Effect.sync(() => current)
    })
  })
)
