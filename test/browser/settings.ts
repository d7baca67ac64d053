import { assert } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Browser } from "./Browser.ts"

const Config = Schema.Struct({
  version: Schema.Int,
  outdated_runs: Schema.Int,
  settings: Schema.Record(Schema.String, Schema.Unknown)
})

/** The settings as the API shows them. */
export const configOf = (admin: Browser["Service"]["admin"]) =>
  Effect.flatMap(admin.ask("GET", "/config"), ({ body }) => Schema.decodeUnknownEffect(Config)(body))

/** Changes settings as an admin does over the API. */
export const changeSettings = Effect.fnUntraced(function* (change: Readonly<Record<string, unknown>>) {
  const { admin } = yield* Browser
  const { settings, version } = yield* configOf(admin)
  const saved = yield* admin.ask("PUT", "/config", { ...settings, ...change }, { "if-match": `"${version}"` })
  assert.strictEqual(saved.status, 200)
})
