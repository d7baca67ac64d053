import { assert } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Browser } from "./Browser.ts"

const Config = Schema.Struct({ version: Schema.Int, settings: Schema.Record(Schema.String, Schema.Unknown) })

/** Changes settings as an admin does over the API. */
export const changeSettings = Effect.fnUntraced(function* (change: Readonly<Record<string, unknown>>) {
  const { admin } = yield* Browser
  const { settings, version } = yield* Schema.decodeUnknownEffect(Config)((yield* admin.ask("GET", "/config")).body)
  const saved = yield* admin.ask("PUT", "/config", { ...settings, ...change }, { "if-match": `"${version}"` })
  assert.strictEqual(saved.status, 200)
})
