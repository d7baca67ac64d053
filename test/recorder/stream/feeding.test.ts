import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { Origin } from "../../../src/recorder/Origin.ts"
import { feedOf, liveFeedOf } from "../../../src/recorder/stream/feeding.ts"

const visitor = { login: undefined, mayBeInward: true, retryDelay: 100, userAgent: undefined }

/** An origin whose only answer is a file, or goes on. */
const giving = (isFile: boolean) =>
  Layer.succeed(Origin, {
    page: () => Effect.die("no page is asked for"),
    bytes: (url) =>
      Effect.succeed({ url, whole: true, isFile, edition: undefined, stream: Stream.make(new Uint8Array([1])) })
  })

describe("what ffmpeg is fed with", () => {
  for (const [what, feed, isFile, expected] of [
    ["a file, where somebody gave its address", feedOf, true, "fed"],
    ["no file, where what is live is wanted", liveFeedOf, true, "OffAir"],
    ["what goes on, where what is live is wanted", liveFeedOf, false, "fed"]
  ] as const) {
    it.effect(`is ${what}`, () =>
      Effect.gen(function* () {
        const found = yield* Effect.match(feed("https://a.example/a", visitor), {
          onSuccess: () => "fed",
          onFailure: ({ _tag }) => _tag
        })
        assert.strictEqual(found, expected)
      }).pipe(Effect.provide(giving(isFile)))
    )
  }
})
