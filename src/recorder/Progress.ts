import { Context, Effect, Layer, Ref } from "effect"
import { moment } from "../runtime/Time.ts"
import * as Events from "./Events.ts"
import * as Lifecycle from "./Lifecycle.ts"
import { Report } from "./Report.ts"

/** Where the recorder stands; what happens is noted here, and told. */
export class Progress extends Context.Service<
  Progress,
  {
    readonly phase: Effect.Effect<Lifecycle.Phase>
    readonly note: (happening: Lifecycle.Happening) => Effect.Effect<void>
  }
>()("sticky-dvr/recorder/Progress") {}

export const layer = (settings: Events.Subject & Lifecycle.Patience) =>
  Layer.effect(
    Progress,
    Effect.gen(function* () {
      const report = yield* Report
      const phase = yield* Ref.make<Lifecycle.Phase>(Lifecycle.Phase.Idle())
      return Progress.of({
        phase: Ref.get(phase),
        note: Effect.fnUntraced(function* (happening) {
          const now = yield* moment
          const news = yield* Ref.modify(phase, (before) => {
            const step = Lifecycle.step(before, happening, now, settings)
            return [step.news, step.phase]
          })
          yield* Effect.forEach(news, (item) => report.event(Events.of(item, settings)), { discard: true })
        }, Effect.uninterruptible)
      })
    })
  )
