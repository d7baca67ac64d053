import { Context, Data, Effect, Layer, Option } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import type { Export } from "../../domain/recordings/Export.ts"
import { isAdmin, mayActFor } from "../../domain/subscriptions/Access.ts"
import { showKey } from "../../domain/subscriptions/Names.ts"
import type { ExportId } from "../../domain/values/Ids.ts"
import { ExportFiles } from "../../ports/ExportFiles.ts"
import { Exports, type NewExport } from "../../ports/Exports.ts"
import { MediaCopy } from "../../ports/MediaCopy.ts"
import type { Figures, NeighbourAnswer } from "../../ports/Neighbour.ts"
import { unlessAway } from "../../ports/storeAway.ts"
import * as Time from "../../runtime/Time.ts"
import { Auditing } from "../accounts/Auditing.ts"
import { ExportQueue, exportsAtOnce } from "./ExportQueue.ts"

/** So many exports a user may have, those that are not made yet and those that failed among them. */
const most = 20

/** How long their figures are waited for. */
const patience = "2 seconds"
const unknown: NeighbourAnswer<Figures> = { _tag: "unknown", reason: "the database does not answer" }

/** The caller has as many exports as one may have. */
export class TooManyExports extends Data.TaggedError("TooManyExports")<{ readonly most: number }> {
  override get message() {
    return `You have ${this.most} exports, and nobody may have more. Delete one that you need no more.`
  }
}

/** Recordings as files that are kept: asked for, listed, deleted. Who may see the recordings is decided before. */
export class Exporting extends Context.Service<
  Exporting,
  {
    readonly add: (by: Caller, asked: Omit<NewExport, "userId" | "askedAt">) => Effect.Effect<Export, TooManyExports>
    /** The caller's own; everybody's for admins. The newest come first. */
    readonly list: (by: Caller) => Effect.Effect<ReadonlyArray<Export>>
    /** None where it is another's. */
    readonly find: (by: Caller, id: ExportId) => Effect.Effect<Option.Option<Export>>
    /** Deletes it with its file, or lets nobody make it any more. */
    readonly remove: (by: Caller, one: Export) => Effect.Effect<void>
    /** How making them fares, within two seconds: what waits and runs anywhere, and what this backend counted. */
    readonly figures: Effect.Effect<NeighbourAnswer<Figures>>
  }
>()("sticky-dvr/app/recordings/Exporting") {}

export const layer = Layer.effect(
  Exporting,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const exports = yield* Exports
    const files = yield* ExportFiles
    const queue = yield* ExportQueue
    const copier = yield* MediaCopy

    const event = (action: string, one: Export) => ({ action, subject: showKey(one), detail: one.name })

    const known = Effect.gen(function* () {
      const { queued, running } = yield* exports.underWay
      const { done, failed } = yield* queue.counts
      const missing = yield* Effect.match(copier.available, {
        onFailure: ({ message }) => [message],
        onSuccess: () => []
      })
      const value: Figures = {
        pool: { limit: exportsAtOnce, running, queueDepth: queued },
        metrics: { exports_done_total: done, exports_failed_total: failed },
        missing
      }
      return { _tag: "known", value } as const
    })

    return Exporting.of({
      add: Effect.fn("Exporting.add")(function* (by, asked) {
        const askedAt = yield* Time.now
        const added = yield* auditing.audited(by, exports.add({ ...asked, userId: by.userId, askedAt }, most), (one) =>
          Option.toArray(one).map((added) => event("export.create", added))
        )
        if (Option.isNone(added)) return yield* new TooManyExports({ most })
        yield* queue.nudge
        return added.value
      }),
      list: (by) => Effect.map(exports.list(isAdmin(by) ? "all" : by.userId), (all) => all.toReversed()),
      find: (by, id) =>
        Effect.map(
          exports.find(id),
          Option.filter(({ userId }) => mayActFor(by, userId))
        ),
      remove: Effect.fn("Exporting.remove")(function* (by, one) {
        yield* auditing.audited(by, exports.remove([one.id]), () => [event("export.delete", one)])
        if (one.file !== null) yield* files.remove(one.file)
      }),
      figures: unlessAway(
        Effect.timeoutOrElse(known, { duration: patience, orElse: () => Effect.succeed(unknown) }),
        unknown
      )
    })
  })
)
