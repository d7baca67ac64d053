import { Context, Effect, Layer } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { type SourceKey, showKey } from "../../domain/subscriptions/Names.ts"
import { whyNoRestart } from "../../domain/supervision/Restart.ts"
import { restartWords } from "../../domain/supervision/restartWords.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import { Sources } from "../../ports/Sources.ts"
import { type AuditEvent, Auditing } from "../accounts/Auditing.ts"
import { Overview } from "../lists/Overview.ts"
import { assessedNow } from "../supervision/assessment/assessedNow.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { NoSource, NotRestartable } from "./SubscriptionRefusals.ts"

/**
 * Asks for recorders to be replaced, for admins. The reconciler does it, a few at a time; nobody waits for it here. Only sources
 * that have a recorder are asked for: the answers are how many those are.
 */
export class Restarting extends Context.Service<
  Restarting,
  {
    readonly one: (by: Caller, key: SourceKey) => Effect.Effect<number, NoSource | NotRestartable>
    /** All recorders, or those that run on settings that are no longer in force. */
    readonly many: (by: Caller, which: "all" | "outdated") => Effect.Effect<number>
  }
>()("sticky-dvr/app/subscriptions/Restarting") {}

const sourcesText = (count: number): string => (count === 1 ? "1 source" : `${count} sources`)

export const layer = Layer.effect(
  Restarting,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const overview = yield* Overview
    const live = yield* LiveState
    const sources = yield* Sources

    const ask = Effect.fnUntraced(function* (by: Caller, ids: ReadonlyArray<SourceId>, event: AuditEvent) {
      if (ids.length === 0) return 0
      const count = yield* auditing.audited(by, sources.restart(ids), () => [event])
      yield* overview.refresh(ids)
      return count
    })

    return Restarting.of({
      one: Effect.fn("Restarting.one")(function* (by, key) {
        const { facts } = yield* assessedNow(live)
        const stored = live.byKey(key.driver, key.username)
        if (stored === undefined) return yield* new NoSource({ key })
        const why = whyNoRestart(facts(stored))
        if (why !== null) return yield* new NotRestartable({ key, why: restartWords(why) })
        return yield* ask(by, [stored.id], { action: "source.restart", subject: showKey(key) })
      }),
      many: Effect.fn("Restarting.many")(function* (by, which) {
        const { facts, outdated } = yield* assessedNow(live)
        const ids: Array<SourceId> = []
        for (const stored of live.sources()) {
          const known = facts(stored)
          if (whyNoRestart(known) === null && (which === "all" || outdated(stored, known))) ids.push(stored.id)
        }
        return yield* ask(by, ids, { action: "source.restart", subject: which, detail: sourcesText(ids.length) })
      })
    })
  })
)
