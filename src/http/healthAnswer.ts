import { HttpServerResponse } from "effect/http"

export interface Health {
  readonly overseer_connected: boolean
  readonly database_connected: boolean
  readonly overseer_error?: string | null
  readonly database_error?: string | null
}

/** What health and readiness are answered with: 503 unless `well`. */
export const healthAnswer = (well: boolean, told: Health) => {
  const ok = told.overseer_connected && told.database_connected
  return HttpServerResponse.jsonUnsafe(
    { status: ok ? "ok" : "degraded", ...told },
    { status: well ? 200 : 503, headers: { "cache-control": "no-store" } }
  )
}
