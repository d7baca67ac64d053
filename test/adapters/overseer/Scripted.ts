import { Context, Effect, Layer } from "effect"
import { Overseer } from "../../../src/ports/Overseer.ts"
import * as Client from "./scripted/Client.ts"
import * as Control from "./scripted/Control.ts"
import type { Options } from "./scripted/Knobs.ts"

export type { Fate, Knobs, Options, Sent } from "./scripted/Knobs.ts"

/** The test's hand on the scripted overseer. */
export class ScriptedOverseer extends Context.Service<ScriptedOverseer, Control.Control>()(
  "sticky-dvr/test/ScriptedOverseer"
) {}

/**
 * An overseer in memory that behaves as the protocol says, under the test's clock: pool and queue, dedupe, single-use ids,
 * unacknowledged stops, subscriptions that end with their connection. A start is answered at once unless told otherwise.
 */
export const layer = (options: Options = {}): Layer.Layer<Overseer | ScriptedOverseer> =>
  Layer.effectContext(
    Effect.map(Client.make(options), (client) =>
      Context.make(Overseer, client.overseer).pipe(Context.add(ScriptedOverseer, Control.make(client)))
    )
  )
