import { assert, it } from "@effect/vitest"
import { Effect, Option, Random } from "effect"
import { needing } from "../Programs.ts"
import { made, rig, sizeOf } from "./Rig.ts"

const seed = 20260101

/** One of the ways in which files come to harm. */
const harmed = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const copy = Uint8Array.from(bytes)
  const anywhere = Random.nextIntBetween(0, copy.length)
  const kind = yield* Random.nextIntBetween(0, 6)
  if (kind === 0) return copy.subarray(0, yield* anywhere)
  if (kind === 1) return copy.subarray(yield* anywhere)
  if (kind === 2) return copy.fill(yield* Random.nextIntBetween(0, 256), yield* anywhere)
  if (kind === 3) return copy.subarray(0, yield* Random.nextIntBetween(0, 64))
  const flips = kind === 4 ? 20 : Math.floor(copy.length / 50)
  for (let i = 0; i < flips; i++) copy[yield* anywhere] = yield* Random.nextIntBetween(0, 256)
  return copy
})

needing("ffmpeg")("two hundred damaged files", () => {
  it.effect(
    "cost a try each, are not tried again, and keep nobody from a picture",
    () =>
      Effect.gen(function* () {
        const { pictures, put } = yield* rig
        const { mkv, mp4, sound, ts } = made()
        const kinds = Object.entries({ ts, mp4, aac: sound, mkv })
        const names: Array<string> = []
        for (let i = 0; i < 200; i++) {
          const [ending = "", bytes = new Uint8Array()] = kinds[i % 16 === 3 ? 3 : i % 3] ?? []
          put(`hls/s${i}/one/a_00000.${ending}`, yield* harmed(bytes))
          names.push(`s${i}`)
        }
        put("hls/good/one/a_00000.ts", made().ts)
        const { figures, picture } = yield* pictures
        const ask = (username: string) => picture({ _tag: "Newest", key: { driver: "hls", username } })
        const found = yield* Effect.forEach(names, ask, { concurrency: "unbounded" })
        for (const one of found) if (Option.isSome(one)) assert.isDefined(sizeOf(one.value))
        const { counted } = yield* figures
        assert.isAbove(counted.failures, 20)
        assert.isAbove(counted.pictures, 20)
        yield* Effect.forEach(names, ask, { concurrency: "unbounded" })
        assert.deepStrictEqual((yield* figures).counted, counted)
        assert.isTrue(Option.isSome(yield* ask("good")))
      }).pipe(Random.withSeed(seed)),
    // Some two hundred processes, on whatever machine.
    600_000
  )
})
