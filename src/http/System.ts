import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Overview } from "../app/lists/Overview.ts"
import { StoreHealth } from "../ports/StoreHealth.ts"
import { Api } from "./api/Api.ts"

/** Liveness, readiness, health. */
export const layer = HttpApiBuilder.group(
  Api,
  "system",
  Effect.fnUntraced(function* (handlers) {
    const overview = yield* Overview
    const store = yield* StoreHealth

    const seen = Effect.all({
      overseer_connected: Effect.map(overview.summary, ({ connected }) => connected),
      database_connected: store.check
    })

    const answer = (
      well: boolean,
      told: { readonly overseer_connected: boolean; readonly database_connected: boolean }
    ) => {
      const ok = told.overseer_connected && told.database_connected
      return HttpServerResponse.jsonUnsafe(
        { status: ok ? "ok" : "degraded", ...told },
        { status: well ? 200 : 503, headers: { "cache-control": "no-store" } }
      )
    }

    return handlers.handleAll({
      health: () => Effect.map(seen, (told) => answer(told.overseer_connected && told.database_connected, told)),
      livez: () => Effect.succeed({ status: "ok" } as const),
      readyz: () => Effect.map(seen, (told) => answer(told.database_connected, told))
    })
  })
)
