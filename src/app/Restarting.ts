import { Clock, Context, Effect, Layer, Option } from "effect"
import type { SourceId } from "../domain/Ids.ts"
import { type SourceKey, showKey } from "../domain/Names.ts"
import { Instant } from "../domain/Time.ts"
import { Sources } from "../ports/Sources.ts"
import { type Acting, Auditing } from "./Auditing.ts"
import { Overview } from "./Overview.ts"
import { NoSource } from "./Refusals.ts"

/** Asks for recorders to be replaced, for admins. The supervisor does it, a few at a time; nobody waits for it here. */
export class Restarting extends Context.Service<
  Restarting,
  {
    readonly one: (by: Acting, key: SourceKey) => Effect.Effect<number, NoSource>
    /** All sources, or those whose recorders run on settings that are no longer in force. */
    readonly many: (by: Acting, which: "all" | "outdated") => Effect.Effect<number>
  }
>()("sticky-dvr/app/Restarting") {}

export const layer = Layer.effect(
  Restarting,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const overview = yield* Overview
    const sources = yield* Sources

    const ask = Effect.fnUntraced(function* (which: ReadonlyArray<SourceId> | "all") {
      const count = yield* sources.restart(which, Instant.make(yield* Clock.currentTimeMillis))
      if (which !== "all") yield* overview.refresh(which)
      return count
    })

    const outdated = Effect.gen(function* () {
      const ids: Array<SourceId> = []
      let cursor: string | null = null
      do {
        const page: Effect.Success<ReturnType<typeof overview.listSources>> = yield* overview.listSources({
          q: "",
          statuses: [],
          sort: "name",
          descending: false,
          limit: 500,
          cursor
        })
        for (const source of page.items) if (source.outdated) ids.push(source.id)
        cursor = page.nextCursor
      } while (cursor !== null)
      return ids
    })

    return Restarting.of({
      one: Effect.fn("Restarting.one")(function* (by, key) {
        const source = Option.getOrUndefined(yield* overview.source(key))
        if (source === undefined) return yield* new NoSource({ key })
        yield* auditing.note(by, { action: "source.restart", subject: showKey(key) })
        return yield* ask([source.id])
      }),
      many: Effect.fn("Restarting.many")(function* (by, which) {
        const count = yield* ask(which === "all" ? "all" : yield* outdated)
        yield* auditing.note(by, { action: "source.restart", subject: which, detail: `${count} sources` })
        return count
      })
    })
  })
)
