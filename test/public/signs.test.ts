import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { load } from "./module.ts"

interface Signs {
  readonly mayNeed: (known: Readonly<Record<string, unknown>>) => boolean
}
interface Needs {
  readonly needs: (known: Readonly<Record<string, unknown>>) => ReadonlyArray<unknown>
}

const diagnostics = {
  overseer: { connected: true, pool: null },
  converter: { configured: true, connected: true, error: null },
  thumbnailer: { configured: false, connected: false, error: null },
  link_since: "2026-01-05T03:04:05Z",
  free_bytes: 80_000_000_000,
  min_free_bytes: 1_000_000_000,
  outdated_runs: 0,
  media_trouble: null,
  room_stopped: null
}
const well = {
  admin: true,
  items: [],
  counts: { recording: 3, waiting: 2, backoff: 1, inactive: 4 },
  diagnostics,
  health: { overseer: true, database: true },
  wanted: 6
}
const one = (status: string, kind: string) => ({
  driver: "hls",
  username: "a",
  status,
  cause: { kind },
  reason: "So it is.",
  error_message: "it is so"
})

const amiss: Readonly<Record<string, object>> = {
  "an error": { items: [one("error", "exit")], counts: { error: 1 } },
  "a refusal": { items: [one("refused", "http")], counts: { refused: 1 } },
  "a stall": { items: [one("stalled", "silent")], counts: { stalled: 1 } },
  "a hold": { items: [one("held", "driver")], counts: { held: 1 } },
  "one that is unknown": { items: [one("unknown", "overseer")], counts: { unknown: 1 } },
  "a queue": { counts: { queued: 1 } },
  "an overseer away": { health: { overseer: false, database: true } },
  "a database away": { health: { overseer: true, database: false, databaseError: null } },
  "a link down": { diagnostics: { ...diagnostics, overseer: { connected: false, pool: null } } },
  "room that erasing does not make": {
    diagnostics: { ...diagnostics, room_stopped: { reason: "It leaves none.", until: "2026-01-05T03:04:05Z" } }
  },
  "recorders on old settings": { diagnostics: { ...diagnostics, outdated_runs: 2 } },
  "a folder that nothing can be written to": {
    diagnostics: { ...diagnostics, media_trouble: { advice: "Mount it.", since: null } }
  },
  "a full disk": { diagnostics: { ...diagnostics, free_bytes: 5 } },
  "a disk that gets full": { diagnostics: { ...diagnostics, free_bytes: 1_900_000_000 } },
  "a converter away": {
    diagnostics: { ...diagnostics, converter: { configured: true, connected: false, error: null } }
  }
}

it.effect("what is told of troubles is loaded for every trouble that is told, and for nothing else", () =>
  Effect.gen(function* () {
    const { mayNeed } = yield* load<Signs>("pages/dashboard/signs.js")
    const { needs } = yield* load<Needs>("pages/dashboard/needs.js")
    assert.deepStrictEqual([mayNeed(well), needs(well).length], [false, 0])
    assert.isFalse(mayNeed({ ...well, diagnostics: null, health: null }))
    for (const [what, change] of Object.entries(amiss)) {
      const known = { ...well, ...change }
      assert.deepStrictEqual([mayNeed(known), needs(known).length], [true, 1], what)
    }
  })
)
