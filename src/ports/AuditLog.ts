import { Context, type Effect } from "effect"
import type { UserId } from "../domain/values/Ids.ts"
import type { Instant } from "../domain/values/Time.ts"

/** Who did what to what, when and from where. `detail` never holds a secret. */
export interface AuditEntry {
  readonly userId: UserId | null
  readonly actor: string
  /** A stable word such as `subscription.pause` or `session.reuse`. */
  readonly action: string
  readonly subject: string
  readonly detail: string
  readonly address: string | null
  readonly at: Instant
}

export interface StoredAuditEntry extends AuditEntry {
  readonly id: number
}

export class AuditLog extends Context.Service<
  AuditLog,
  {
    readonly append: (entries: ReadonlyArray<AuditEntry>) => Effect.Effect<void>
    /** Newest first, below id `before` if it is given, at most `limit`; `search` looks in actor, action, subject and detail, `kind` is an action's part before the dot. */
    readonly list: (page: {
      readonly before: number | null
      readonly limit: number
      readonly search: string | null
      readonly kind?: string | undefined
    }) => Effect.Effect<ReadonlyArray<StoredAuditEntry>>
  }
>()("sticky-dvr/ports/AuditLog") {}
