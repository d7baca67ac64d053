import { Effect } from "effect"
import { load } from "./module.ts"

interface Need {
  readonly name?: string
  readonly key: string
  readonly text: string
  readonly go?: { readonly to: string; readonly label: string }
  readonly mend?: { readonly label: string; readonly method: string; readonly route: string; readonly body?: unknown }
}
interface Needs {
  readonly needs: (known: Readonly<Record<string, unknown>>) => ReadonlyArray<Need>
}

export const one = (username: string, status: string, cause: object, reason = "So it is.") => ({
  driver: "hls",
  username,
  status,
  cause,
  reason,
  error_message: "it is so"
})

const overseer = { connected: true, pool: { limit: 8, running: 8, queue_depth: 15 } }
export const diagnostics = {
  overseer,
  converter: { configured: false, connected: false, error: null },
  thumbnailer: { configured: false, connected: false, error: null },
  link_since: "2026-01-05T03:04:05Z",
  free_bytes: 80_000_000_000,
  min_free_bytes: 1_000_000_000,
  media_trouble: null,
  room_stopped: null,
  outdated_runs: 0
}
export const well = {
  admin: true,
  items: [],
  counts: {},
  diagnostics,
  health: { overseer: true, database: true, databaseError: null },
  wanted: 0
}
export const user = { ...well, admin: false, diagnostics: null }

export const told = (known: Readonly<Record<string, unknown>>) =>
  Effect.map(load<Needs>("pages/dashboard/needs.js"), ({ needs }) => needs(known))

/** What the dashboard tells an admin of these rows. */
export const needsOf = (items: ReadonlyArray<object>) => told({ ...well, items })
