import { Clock, Context, Effect, Layer } from "effect"
import type { SourceId } from "../domain/Ids.ts"
import { type SourceKey, showKey } from "../domain/Names.ts"
import { whyNoRestart } from "../domain/Restart.ts"
import { Instant } from "../domain/Time.ts"
import { Sources } from "../ports/Sources.ts"
import { type Acting, Auditing, type Deed } from "./Auditing.ts"
import { judge } from "./Judging.ts"
import { Overview } from "./Overview.ts"
import { Picture } from "./Picture.ts"
import { NoSource, NotRestartable } from "./Refusals.ts"

/**
 * Asks for recorders to be replaced, for admins. The supervisor does it, a few at a time; nobody waits for it here. Only sources
 * that have a recorder are asked for: the answers are how many those are.
 */
export class Restarting extends Context.Service<
  Restarting,
  {
    readonly one: (by: Acting, key: SourceKey) => Effect.Effect<number, NoSource | NotRestartable>
    /** All recorders, or those that run on settings that are no longer in force. */
    readonly many: (by: Acting, which: "all" | "outdated") => Effect.Effect<number>
  }
>()("sticky-dvr/app/Restarting") {}

const sourcesText = (count: number): string => (count === 1 ? "1 source" : `${count} sources`)

export const layer = Layer.effect(
  Restarting,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const overview = yield* Overview
    const picture = yield* Picture
    const sources = yield* Sources

    /** What is known now, and the moment. */
    const judged = Effect.gen(function* () {
      yield* picture.loaded
      const now = Instant.make(yield* Clock.currentTimeMillis)
      return { ...judge(picture, now), now }
    })

    const ask = Effect.fnUntraced(function* (by: Acting, ids: ReadonlyArray<SourceId>, at: Instant, deed: Deed) {
      if (ids.length === 0) return 0
      const count = yield* auditing.noted(by, sources.restart(ids, at), () => [deed])
      yield* overview.refresh(ids)
      return count
    })

    return Restarting.of({
      one: Effect.fn("Restarting.one")(function* (by, key) {
        const { facts, now } = yield* judged
        const entry = picture.byKey(key.driver, key.username)
        if (entry === undefined) return yield* new NoSource({ key })
        const why = whyNoRestart(facts(entry))
        if (why !== null) return yield* new NotRestartable({ key, why })
        return yield* ask(by, [entry.stored.id], now, { action: "source.restart", subject: showKey(key) })
      }),
      many: Effect.fn("Restarting.many")(function* (by, which) {
        const { facts, now, outdated } = yield* judged
        const ids: Array<SourceId> = []
        for (const entry of picture.entries()) {
          const known = facts(entry)
          if (whyNoRestart(known) === null && (which === "all" || outdated(entry, known))) ids.push(entry.stored.id)
        }
        return yield* ask(by, ids, now, { action: "source.restart", subject: which, detail: sourcesText(ids.length) })
      })
    })
  })
)
