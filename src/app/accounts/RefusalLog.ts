import { Context, Effect, Layer } from "effect"
import type { UserId } from "../../domain/values/Ids.ts"
import * as Time from "../../runtime/Time.ts"
import { type AuditEvent, Auditing } from "./Auditing.ts"
import { networkOf } from "./networkOf.ts"
import { Tally } from "./Tally.ts"

/** Who was refused. */
export interface Refused {
  readonly userId: UserId | null
  readonly name: string
  readonly address: string | null
}

/** Of one kind by one user or network, and in all, within a minute. */
const minute = 60_000
const perActor = 10
const inAll = 100

/** Refusals in the audit log, which nobody can fill by being refused: beyond some a minute they are only counted. */
export class RefusalLog extends Context.Service<
  RefusalLog,
  { readonly note: (who: Refused, event: AuditEvent) => Effect.Effect<void> }
>()("sticky-dvr/app/accounts/RefusalLog") {}

export const layer = Layer.effect(
  RefusalLog,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const tally = new Tally(minute)
    let untold = 0

    return RefusalLog.of({
      note: Effect.fn("RefusalLog.note")(function* (who, event) {
        const now = yield* Time.steady
        const actor = who.userId ?? (who.address === null ? "nowhere" : networkOf(who.address))
        if (tally.add(`${event.action} by ${actor}`, now).count > perActor || tally.add("all", now).count > inAll) {
          untold += 1
          return
        }
        const more = untold === 0 ? [] : [`${untold} more refusals before this one were not written down.`]
        untold = 0
        const detail = [...(event.detail === undefined ? [] : [event.detail]), ...more].join(" ")
        yield* auditing.recordOf(who, { ...event, detail })
      })
    })
  })
)
