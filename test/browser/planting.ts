import { mkdirSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Option, Schema } from "effect"
import { stream } from "../media/stream.ts"
import { eventually } from "../stack/eventually.ts"
import { adminPassword } from "../stack/Product.ts"
import { Browser } from "./Browser.ts"

const Listed = Schema.Struct({ total: Schema.Int })

interface Asking {
  readonly ask: (method: string, path: string) => Effect.Effect<{ readonly body: unknown }>
}

/** How many recordings are listed for this. */
export const total = Effect.fnUntraced(function* (admin: Asking, query: string) {
  const { body } = yield* admin.ask("GET", `/recordings?${query}`)
  return (yield* Schema.decodeUnknownEffect(Listed)(body)).total
})

/** Sessions of sources, as another program may have left them on the disk; an admin who has just signed in, as that lasts for minutes only. */
export const allPlanted = Effect.fnUntraced(function* (sources: Readonly<Record<string, ReadonlyArray<string>>>) {
  const { crashBackend, dataDir, signIn } = yield* Browser
  const admin = yield* signIn("admin", adminPassword)
  for (const [name, sessions] of Object.entries(sources)) {
    yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: name })
    yield* admin.ask("POST", `/subscriptions/hls/${name}/pause`)
    for (const [i, session] of sessions.entries()) {
      const folder = join(dataDir, "recordings/hls", name, session)
      mkdirSync(folder, { recursive: true })
      const file = join(folder, `${session}_00000.ts`)
      writeFileSync(file, stream(0, 6 + i))
      // Long ago: then its recording is over.
      utimesSync(file, 1_767_600_000, 1_767_600_000)
    }
  }
  // Who begins to lead looks at the whole disk.
  yield* crashBackend
  for (const [name, { length }] of Object.entries(sources)) {
    yield* eventually(
      `the recordings of ${name}`,
      Effect.map(total(admin, `source=hls/${name}`), (many) => (many === length ? Option.some(many) : Option.none()))
    )
  }
  return admin
})

/** The same of one source. */
export const planted = (name: string, sessions: ReadonlyArray<string>) => allPlanted({ [name]: sessions })
