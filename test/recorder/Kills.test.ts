import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { randomOf } from "../faults/simulator/Random.ts"
import { needing } from "../Programs.ts"
import { killing } from "./kills/Kill.ts"
import { kinds } from "./kills/kinds.ts"

/** Two kills of each kind; `npm run kills` does as many as wanted. */
const seeds = [1, 2]

needing("ffmpeg", "ffprobe")("a recorder that is killed leaves a file that plays to its end and lacks moments:", () => {
  for (const kind of kinds) {
    for (const seed of seeds) {
      it.live(
        `${kind.what}, killed at the moment of seed ${seed}`,
        () =>
          Effect.gen(function* () {
            const { faults, moment } = yield* killing(kind, randomOf(seed, kind.what))
            assert.deepStrictEqual(faults, [], moment)
          }),
        // Each waits for what its own origin shows: together they wait once.
        { timeout: 240_000, concurrent: true }
      )
    }
  }
})
