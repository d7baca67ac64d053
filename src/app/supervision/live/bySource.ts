import { Effect } from "effect"
import type { SourceId } from "../../../domain/values/Ids.ts"
import type { LiveState } from "./LiveState.ts"

/** A map whose values go with their sources, as long as the scope lives: what is kept of a source does not outlive it. */
export const bySource = Effect.fnUntraced(function* <A>(live: LiveState["Service"]) {
  const values = new Map<SourceId, A>()
  const forget = (id: SourceId) => {
    if (live.source(id) === undefined) values.delete(id)
  }
  const unlisten = live.listen((what) => {
    if (what !== "all") forget(what)
    else for (const id of values.keys()) forget(id)
  })
  yield* Effect.addFinalizer(() => Effect.sync(unlisten))
  return values
})
