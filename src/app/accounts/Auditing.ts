import { Context, Effect, Layer } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import type { UserId } from "../../domain/values/Ids.ts"
import { Atomically } from "../../ports/Atomically.ts"
import { AuditLog } from "../../ports/AuditLog.ts"
import * as Time from "../../runtime/Time.ts"

export interface AuditEvent {
  /** A stable word such as `subscription.pause`. */
  readonly action: string
  readonly subject: string
  /** Never a secret. */
  readonly detail?: string
}

/** Whose subscription was acted on, for the detail: empty where it is the actor's own. */
export const ofOwner = (by: Caller, owner: { readonly id: UserId; readonly name: string }): string =>
  owner.id === by.userId ? "" : `of ${owner.name}`

/** Who did what, each with the time at which it is recorded. */
export class Auditing extends Context.Service<
  Auditing,
  {
    readonly record: (by: Caller, ...events: ReadonlyArray<AuditEvent>) => Effect.Effect<void>
    /** Makes a change and notes what it was, as one unit of storage: both are kept, or neither. */
    readonly audited: <A, E, R>(
      by: Caller,
      change: Effect.Effect<A, E, R>,
      events: (answer: A) => ReadonlyArray<AuditEvent>
    ) => Effect.Effect<A, E, R>
    /** For what somebody does whose sign-in does not stand: an attempt, a replayed token. */
    readonly recordOf: (
      who: { readonly userId: UserId | null; readonly name: string; readonly address: string | null },
      event: AuditEvent
    ) => Effect.Effect<void>
  }
>()("sticky-dvr/app/accounts/Auditing") {}

export const layer = Layer.effect(
  Auditing,
  Effect.gen(function* () {
    const atomically = yield* Atomically
    const log = yield* AuditLog
    const write = Effect.fnUntraced(function* (
      userId: UserId | null,
      actor: string,
      address: string | null,
      events: ReadonlyArray<AuditEvent>
    ) {
      if (events.length === 0) return
      const at = yield* Time.now
      yield* log.append(
        events.map(({ action, detail = "", subject }) => ({ userId, actor, action, subject, detail, address, at }))
      )
    })
    const record = (by: Caller, ...events: ReadonlyArray<AuditEvent>) =>
      write(by.userId, by.username, by.address, events)
    return Auditing.of({
      record,
      audited: (by, change, events) => atomically.run(Effect.tap(change, (answer) => record(by, ...events(answer)))),
      recordOf: ({ address, name, userId }, event) => write(userId, name, address, [event])
    })
  })
)
