import { Effect } from "effect"
import { shiftedFacts } from "../../../domain/supervision/translated.ts"
import type { StoredSource } from "../../../ports/Sources.ts"
import { timeline } from "../../../runtime/Timeline.ts"
import type { LiveState } from "../live/LiveState.ts"
import { assess } from "./Assessment.ts"

/** Sources as they stand now, once all are known; their facts are told by the wall clock, as people read them. */
export const assessedNow = Effect.fnUntraced(function* (live: LiveState["Service"]) {
  yield* live.ready
  const time = yield* timeline
  const { facts, outdated } = assess(live, time.now())
  return { outdated, facts: (stored: StoredSource) => shiftedFacts(facts(stored), time.ahead()) }
})
