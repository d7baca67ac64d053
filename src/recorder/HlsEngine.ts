import { Effect, Layer } from "effect"
import { Capturing } from "./Capturing.ts"
import { Engine, OffAir } from "./Engine.ts"
import { StreamFinder } from "./StreamFinder.ts"

/** Follows the playlists of HTTP Live Streaming. */
export const layer = Layer.effect(
  Engine,
  Effect.gen(function* () {
    const capturing = yield* Capturing
    const finder = yield* StreamFinder
    return Engine.of({
      address: finder.address,
      look: Effect.gen(function* () {
        const sighting = yield* finder.anew
        const { playlist, resolution } = sighting
        if (capturing.offers(playlist)) return { resolution, capture: capturing.run(sighting) }
        return yield* new OffAir({ message: playlist.ended ? "the stream has ended" : "the stream stands still" })
      })
    })
  })
)
