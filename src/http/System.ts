import { Effect, Option } from "effect"
import { HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { SessionsCheck } from "../app/accounts/SessionsCheck.ts"
import { Overview } from "../app/lists/Overview.ts"
import { LiveState } from "../app/supervision/live/LiveState.ts"
import { linkFaultWords } from "../domain/supervision/LinkFault.ts"
import { StoreHealth } from "../ports/StoreHealth.ts"
import { unlessAway } from "../ports/storeAway.ts"
import { Api } from "./api/Api.ts"
import { healthAnswer } from "./healthAnswer.ts"
import { Identity } from "./identity/Identity.ts"

/** Liveness, readiness, health. */
export const layer = HttpApiBuilder.group(
  Api,
  "system",
  Effect.fnUntraced(function* (handlers) {
    const overview = yield* Overview
    const store = yield* StoreHealth
    const live = yield* LiveState
    const identity = yield* Identity
    const sessions = yield* SessionsCheck

    /** Whether an admin asks. Where nobody can look whether the session still stands, its token's word counts. */
    const isAdmin = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
      const claim = Option.getOrUndefined(yield* Effect.option(identity.claimed(request)))
      if (claim?.role !== "admin") return false
      const holder = sessions.check(claim.userId, claim.sessionId)
      return yield* unlessAway(
        Effect.map(
          holder,
          Option.exists(({ role }) => role === "admin")
        ),
        true
      )
    })

    const connections = Effect.all({
      overseer_connected: Effect.map(overview.summary, ({ connected }) => connected),
      database_connected: store.check
    })

    /** The same with why they are missing, for admins. */
    const withCauses = Effect.gen(function* () {
      const told = yield* connections
      if (!(yield* isAdmin(yield* HttpServerRequest.HttpServerRequest))) return told
      const { fault } = live.link()
      return {
        ...told,
        overseer_error: told.overseer_connected || fault === null ? null : linkFaultWords(fault),
        database_error: told.database_connected ? null : yield* store.trouble
      }
    })

    return handlers.handleAll({
      health: () =>
        Effect.map(withCauses, (told) => healthAnswer(told.overseer_connected && told.database_connected, told)),
      livez: () => Effect.succeed({ status: "ok" } as const),
      readyz: () => Effect.map(connections, (told) => healthAnswer(told.database_connected, told))
    })
  })
)
