import { Clock, Effect, Option, Redacted } from "effect"
import { HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { type Granted, SignIn } from "../app/accounts/SignIn.ts"
import { Instant } from "../domain/values/Time.ts"
import { Api } from "./api/Api.ts"
import { RefreshRefused, saying, WrongLogin } from "./api/Problems.ts"
import { clearTokens, refreshCookie, setTokens } from "./cookies.ts"
import { HttpSettings } from "./HttpSettings.ts"
import { Identity } from "./identity/Identity.ts"
import { tooManyAttempts } from "./refusals.ts"

/** A refresh token is 80 characters; nothing longer is looked at. */
const longestToken = 200

/** Signing in, renewing, signing out. */
export const layer = HttpApiBuilder.group(
  Api,
  "auth",
  Effect.fnUntraced(function* (handlers) {
    const identity = yield* Identity
    const { secureCookies } = yield* HttpSettings
    const signIn = yield* SignIn

    const client = Effect.map(HttpServerRequest.HttpServerRequest, (request) => ({
      address: identity.address(request),
      userAgent: request.headers["user-agent"]?.slice(0, 300) ?? null
    }))

    const answer = Effect.fnUntraced(function* (granted: Granted) {
      yield* setTokens(secureCookies, granted, Instant.make(yield* Clock.currentTimeMillis))
      return { access_token: Redacted.value(granted.access), user: granted.user }
    })

    const presented = Effect.map(HttpServerRequest.HttpServerRequest, ({ cookies }) => {
      const token = cookies[refreshCookie]
      return token === undefined || token === "" || token.length > longestToken ? null : Redacted.make(token)
    })

    return handlers.handleAll({
      login: Effect.fn("auth.login")(
        function* ({ payload }) {
          return yield* answer(yield* signIn.login(payload.username, payload.password, yield* client))
        },
        Effect.catchTags({
          WrongLogin: ({ message }) => Effect.fail(new WrongLogin(saying(message))),
          TooManyAttempts: tooManyAttempts
        })
      ),

      refresh: Effect.fn("auth.refresh")(
        function* () {
          const token = yield* presented
          const refused = new RefreshRefused(saying("There is no session to renew. Sign in."))
          if (token === null) return yield* refused
          return yield* answer(yield* signIn.refresh(token, yield* client))
        },
        Effect.catchTag("RefreshRefused", ({ message }) =>
          Effect.andThen(clearTokens(secureCookies), Effect.fail(new RefreshRefused(saying(message))))
        )
      ),

      logout: Effect.fn("auth.logout")(function* () {
        const token = yield* presented
        const from = yield* client
        if (token !== null) yield* signIn.logout(token, from)
        const claimed = yield* Effect.option(identity.claimed(yield* HttpServerRequest.HttpServerRequest))
        if (Option.isSome(claimed)) yield* signIn.leave(claimed.value, from)
        yield* clearTokens(secureCookies)
      })
    })
  })
)
