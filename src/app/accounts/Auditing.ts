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

/** Whose subscription a deed was done to, for its detail: empty where it is the actor's own. */
export const ofOwner = (by: Caller, owner: { readonly id: UserId; readonly name: string }): string =>
  owner.id === by.userId ? "" : `of ${owner.name}`

/** Who did what: entries are stored with the time of their deed. */
export class Auditing extends Context.Service<
  Auditing,
  {
    readonly record: (by: Caller, ...deeds: ReadonlyArray<AuditEvent>) => Effect.Effect<void>
    /** Makes a change and notes what it was, as one unit of storage: both are kept, or neither. */
    readonly audited: <A, E, R>(
      by: Caller,
      change: Effect.Effect<A, E, R>,
      deeds: (answer: A) => ReadonlyArray<AuditEvent>
    ) => Effect.Effect<A, E, R>
    /** For deeds of somebody whose sign-in does not stand: an attempt, a replayed token. */
    readonly recordOf: (
      who: { readonly userId: UserId | null; readonly name: string; readonly address: string | null },
      deed: AuditEvent
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
      deeds: ReadonlyArray<AuditEvent>
    ) {
      if (deeds.length === 0) return
      const at = yield* Time.now
      yield* log.append(
        deeds.map(({ action, detail = "", subject }) => ({ userId, actor, action, subject, detail, address, at }))
      )
    })
    const record = (by: Caller, ...deeds: ReadonlyArray<AuditEvent>) => write(by.userId, by.username, by.address, deeds)
    return Auditing.of({
      record,
      audited: (by, change, deeds) => atomically.run(Effect.tap(change, (answer) => record(by, ...deeds(answer)))),
      recordOf: ({ address, name, userId }, deed) => write(userId, name, address, [deed])
    })
  })
)
