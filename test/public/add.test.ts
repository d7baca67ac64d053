import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { load } from "./module.ts"

interface Add {
  readonly refusalsOf: (error: {
    readonly message: string
    readonly fields?: ReadonlyArray<{ readonly field: string; readonly message: string }>
  }) => unknown
  readonly wishOf: (typed: { readonly driver: string; readonly username: string }) => unknown
}

it.effect("a typed text is an address, a name with its driver, or a name for the chosen driver", () =>
  Effect.gen(function* () {
    const { wishOf } = yield* load<Add>("pages/subscriptions/add.js")
    const wish = (username: string) => wishOf({ driver: "hls", username })
    assert.deepStrictEqual(wish(" testcard "), { driver: "hls", username: "testcard" })
    assert.deepStrictEqual(wish("site-b/alice"), { driver: "site-b", username: "alice" })
    assert.deepStrictEqual(wish("https://example.org/alice"), { address: "https://example.org/alice" })
    assert.deepStrictEqual(wish("HTTP://example.org"), { address: "HTTP://example.org" })
    assert.deepStrictEqual(wish("rtsp://10.0.0.9/1"), { address: "rtsp://10.0.0.9/1" })
  })
)

it.effect("of several refusals of one field the first is told, and one of none beside the name", () =>
  Effect.gen(function* () {
    const { refusalsOf } = yield* load<Add>("pages/subscriptions/add.js")
    const fields = [
      { field: "username", message: "it has spaces" },
      { field: "username", message: "it does not match the pattern" },
      { field: "driver", message: "it is unknown" }
    ]
    assert.deepStrictEqual(refusalsOf({ message: "Two fields.", fields }), {
      username: "It has spaces.",
      driver: "It is unknown."
    })
    assert.deepStrictEqual(refusalsOf({ message: "Too many." }), { username: "Too many." })
  })
)

interface Import {
  readonly asSent: (text: string) => { readonly body?: unknown; readonly text?: string }
}

it.effect("an import is sent as what it looks like", () =>
  Effect.gen(function* () {
    const { asSent } = yield* load<Import>("pages/subscriptions/import.js")
    for (const text of ["hls/a\nhls/b", "driver;username\nhls;a", "#EXTM3U\n"])
      assert.deepStrictEqual(asSent(text), { text })
    assert.deepStrictEqual(asSent(' {"subscriptions":[]}').body, { subscriptions: [] })
    assert.throws(() => asSent("{ not json"), SyntaxError)
  })
)
