import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { LibraryFacts } from "../../src/domain/recordings/LibraryEntry.ts"
import { Instant } from "../../src/domain/values/Time.ts"
import { Library } from "../../src/ports/Library.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { ask, signIn, until } from "./Client.ts"
import { addUser } from "./World.ts"

const noon = Date.UTC(2026, 0, 15, 12)
const hour = 3_600_000
export const at = (hours: number) => Instant.make(noon + hours * hour)

export const facts = (hours: number, other: Partial<LibraryFacts> = {}): LibraryFacts => ({
  session: `2026-01-15_${12 + hours}`,
  title: null,
  startedAt: at(hours),
  endedAt: Instant.make(at(hours) + 600_000),
  duration: 600_500,
  bytes: 1_000 + Math.floor(hours),
  files: 1,
  container: "ts",
  codecs: null,
  width: null,
  height: null,
  gaps: [],
  ...other
})

/** Somebody who is signed in. */
export const somebody = Effect.fnUntraced(function* (name: string, role: "user" | "admin") {
  yield* addUser(name, role)
  const { token } = yield* signIn(name)
  return {
    token,
    get: (path: string) => ask("GET", path, { token }),
    post: (path: string, body: unknown) => ask("POST", path, { token, body }),
    put: (path: string, body: unknown) => ask("PUT", path, { token, body })
  }
})

/** A source that an admin wants, with these recordings; the admin, and what the library shows of the source. */
export const shelved = Effect.fnUntraced(function* (username: string, ...all: ReadonlyArray<LibraryFacts>) {
  const [library, sources] = [yield* Library, yield* Sources]
  const root = yield* somebody("root", "admin")
  yield* root.post("/api/subscriptions", { driver: "hls", username })
  yield* until(root.get(`/api/sources/hls/${username}`), ({ status }) => status === 200)
  const id = yield* Effect.flatMap(sources.find({ driver: "hls", username }), Effect.fromOption)
  yield* library.put(id, all, at(99))
  const listed = (more = "") => root.get(`/api/recordings?source=hls/${username}${more}`)
  return { root, listed, id, library }
})

export const sessionsOf = (json: { recordings: ReadonlyArray<{ session: string }> }) =>
  json.recordings.map(({ session }) => session)

export const opened = (is: boolean) =>
  Effect.gen(function* () {
    const root = yield* somebody("root", "admin")
    const shown = yield* root.get("/api/config")
    const saved = yield* ask("PUT", "/api/config", {
      token: root.token,
      headers: { "if-match": `"${shown.json.version}"` },
      body: { ...shown.json.settings, subscribers_see_sources: is }
    })
    assert.strictEqual(saved.status, 200, saved.text)
  })
