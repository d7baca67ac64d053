import { Clock, Context, Effect, Layer } from "effect"
import type { UserId } from "../domain/Ids.ts"
import { Instant } from "../domain/Time.ts"
import type { Caller } from "../domain/User.ts"
import { Atomically } from "../ports/Atomically.ts"
import { AuditLog } from "../ports/AuditLog.ts"

/** A caller, and the address that the request came from. */
export interface Acting extends Caller {
  readonly address: string | null
}

export interface Deed {
  /** A stable word such as `subscription.pause`. */
  readonly action: string
  readonly subject: string
  /** Never a secret. */
  readonly detail?: string
}

/** Whose subscription a deed was done to, for its detail: empty where it is the actor's own. */
export const ofOwner = (by: Acting, owner: { readonly id: UserId; readonly name: string }): string =>
  owner.id === by.userId ? "" : `of ${owner.name}`

/** Who did what: entries are stored with the time of their deed. */
export class Auditing extends Context.Service<
  Auditing,
  {
    readonly note: (by: Acting, ...deeds: ReadonlyArray<Deed>) => Effect.Effect<void>
    /** Makes a change and notes what it was, as one unit of storage: both are kept, or neither. */
    readonly noted: <A, E, R>(
      by: Acting,
      change: Effect.Effect<A, E, R>,
      deeds: (answer: A) => ReadonlyArray<Deed>
    ) => Effect.Effect<A, E, R>
    /** For deeds of somebody whose sign-in does not stand: an attempt, a replayed token. */
    readonly noteOf: (
      who: { readonly userId: UserId | null; readonly name: string; readonly address: string | null },
      deed: Deed
    ) => Effect.Effect<void>
  }
>()("sticky-dvr/app/Auditing") {}

export const layer = Layer.effect(
  Auditing,
  Effect.gen(function* () {
    const atomically = yield* Atomically
    const log = yield* AuditLog
    const write = Effect.fnUntraced(function* (
      userId: UserId | null,
      actor: string,
      address: string | null,
      deeds: ReadonlyArray<Deed>
    ) {
      if (deeds.length === 0) return
      const at = Instant.make(yield* Clock.currentTimeMillis)
      yield* log.append(
        deeds.map(({ action, detail = "", subject }) => ({ userId, actor, action, subject, detail, address, at }))
      )
    })
    const note = (by: Acting, ...deeds: ReadonlyArray<Deed>) => write(by.userId, by.username, by.address, deeds)
    return Auditing.of({
      note,
      noted: (by, change, deeds) => atomically.run(Effect.tap(change, (answer) => note(by, ...deeds(answer)))),
      noteOf: ({ address, name, userId }, deed) => write(userId, name, address, [deed])
    })
  })
)
