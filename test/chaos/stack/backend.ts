/** Tells where overseer and database really are, and becomes the backend that is told the relays instead. */
import { renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const named = (name: string): string => {
  // @effect-diagnostics-next-line processEnv:off it hands its own environment on
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}

const through = (address: string, port: string): string => {
  const url = new URL(address)
  url.port = port
  return url.href
}

const file = named("CHAOS_UPSTREAMS")
const upstreams = { overseer: named("OVERSEER_URL"), database: named("DB_DSN") }
writeFileSync(`${file}.new`, JSON.stringify(upstreams), { mode: 0o600 })
renameSync(`${file}.new`, file)
// @effect-diagnostics-next-line processEnv:off it hands its own environment on
process.env["OVERSEER_URL"] = through(upstreams.overseer, named("CHAOS_OVERSEER_PORT"))
// @effect-diagnostics-next-line processEnv:off it hands its own environment on
process.env["DB_DSN"] = through(upstreams.database, named("CHAOS_DATABASE_PORT"))
await import(join(import.meta.dirname, "../../../dist/backend.js"))
