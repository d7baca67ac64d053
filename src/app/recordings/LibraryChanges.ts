import { Context, Effect, Layer } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { type LibraryAction, type LibraryOutcome, outcomeOf } from "../../domain/recordings/LibraryAction.ts"
import { showKey } from "../../domain/subscriptions/Names.ts"
import type { EntryId } from "../../domain/values/Ids.ts"
import { tellBytes } from "../../domain/values/Sizes.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { Atomically } from "../../ports/Atomically.ts"
import { Library, type SeenEntry } from "../../ports/Library.ts"
import * as Time from "../../runtime/Time.ts"
import { Auditing } from "../accounts/Auditing.ts"
import { LibraryAccess } from "./LibraryAccess.ts"

export interface LibraryResult {
  readonly id: EntryId
  readonly outcome: LibraryOutcome
}

/** Many recordings kept, seen or put into the trash at once, each for itself: one that is refused keeps no other back. */
export class LibraryChanges extends Context.Service<
  LibraryChanges,
  {
    /** Results in the order of the ids. */
    readonly run: (
      by: Caller,
      action: LibraryAction,
      ids: ReadonlyArray<EntryId>
    ) => Effect.Effect<ReadonlyArray<LibraryResult>>
    /** Lets what was put into the trash by a moment, or all of it with null, wait there no longer; how much that is. For admins. */
    readonly emptyTrash: (
      by: Caller,
      until: Instant | null
    ) => Effect.Effect<{ readonly count: number; readonly bytes: number }>
  }
>()("sticky-dvr/app/recordings/LibraryChanges") {}

/** What somebody has seen is nobody else's business. */
const isAudited = (action: LibraryAction): boolean => action !== "seen" && action !== "unseen"

export const layer = Layer.effect(
  LibraryChanges,
  Effect.gen(function* () {
    const access = yield* LibraryAccess
    const atomically = yield* Atomically
    const auditing = yield* Auditing
    const library = yield* Library

    const change = (by: Caller, action: LibraryAction, ids: ReadonlyArray<EntryId>, at: Instant) => {
      switch (action) {
        case "keep":
          // What somebody keeps they want to have: it is not left in the trash.
          return Effect.andThen(library.keep(ids, by.userId, at), library.trash(ids, null))
        case "unkeep":
          return library.keep(ids, null, at)
        case "seen":
        case "unseen":
          return library.see(ids, by.userId, { seen: action === "seen" }, at)
        case "delete":
          return library.trash(ids, at)
        case "restore":
          return library.trash(ids, null)
      }
    }

    const audit = (by: Caller, action: LibraryAction, changed: ReadonlyArray<SeenEntry>) =>
      isAudited(action)
        ? auditing.record(
            by,
            ...changed.map((entry) => ({
              action: `recording.${action === "delete" ? "trash" : action}`,
              subject: showKey(entry),
              detail: entry.session
            }))
          )
        : Effect.void

    return LibraryChanges.of({
      emptyTrash: Effect.fn("LibraryChanges.emptyTrash")(function* (by, until) {
        const at = yield* Time.now
        return yield* auditing.audited(by, library.empty(until ?? at, at), ({ bytes, count }) =>
          count === 0
            ? []
            : [{ action: "recording.empty", subject: "trash", detail: `${count} recordings, ${tellBytes(bytes)}` }]
        )
      }),
      run: Effect.fn("LibraryChanges.run")(function* (by, action, ids) {
        const { eyes } = yield* access.eyes(by)
        if (eyes === null) return ids.map((id) => ({ id, outcome: "not_found" as const }))
        const at = yield* Time.now
        return yield* atomically.run(
          Effect.gen(function* () {
            const found = new Map((yield* library.claim(ids, eyes)).map((entry) => [entry.id, entry]))
            const results = ids.map((id): LibraryResult => {
              const entry = found.get(id)
              if (entry === undefined) return { id, outcome: "not_found" }
              return { id, outcome: outcomeOf(action, { ...entry, isSeen: entry.seenAt !== null }, by) }
            })
            const changed = results.flatMap(({ id, outcome }) => {
              const entry = found.get(id)
              return outcome === "done" && entry !== undefined ? [entry] : []
            })
            if (changed.length > 0) {
              yield* change(
                by,
                action,
                changed.map(({ id }) => id),
                at
              )
              yield* audit(by, action, changed)
            }
            return results
          })
        )
      })
    })
  })
)
