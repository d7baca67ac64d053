import { Effect, Option, Redacted } from "effect"
import { HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { type Granted, SignIn } from "../app/accounts/SignIn.ts"
import * as Time from "../runtime/Time.ts"
import { Api } from "./api/Api.ts"
import { RefreshRefused, saying, WrongLogin } from "./api/Problems.ts"
import { CookieNames, former } from "./CookieNames.ts"
import { clearTokens, setTokens } from "./cookies.ts"
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
    const { names } = yield* CookieNames
    const reach = yield* HttpSettings
    const signIn = yield* SignIn

    const client = Effect.map(HttpServerRequest.HttpServerRequest, (request) => ({
      address: identity.address(request),
      userAgent: request.headers["user-agent"]?.slice(0, 300) ?? null
    }))

    const answer = Effect.fnUntraced(function* (granted: Granted) {
      yield* setTokens(yield* names, reach, granted, yield* Time.now)
      return { access_token: Redacted.value(granted.access), user: granted.user }
    })

    const presented = (name: string) =>
      Effect.map(HttpServerRequest.HttpServerRequest, ({ cookies }) => {
        const token = cookies[name]
        return token === undefined || token === "" || token.length > longestToken ? null : Redacted.make(token)
      })
    const own = Effect.flatMap(names, ({ refresh }) => presented(refresh))
    const old = presented(former.refresh)

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
          const token = yield* own
          if (token !== null) return yield* answer(yield* signIn.refresh(token, yield* client))
          const before = yield* old
          if (before === null) return yield* new RefreshRefused(saying("There is no session to renew. Sign in."))
          const granted = yield* signIn.refresh(before, yield* client)
          // Only now they are known to be ours, and not those of another installation on this host.
          if (granted.refresh !== null) yield* clearTokens(former, reach)
          return yield* answer(granted)
        },
        Effect.catchTag("RefreshRefused", ({ message }) =>
          Effect.flatMap(names, (ours) =>
            Effect.andThen(clearTokens(ours, reach), Effect.fail(new RefreshRefused(saying(message))))
          )
        )
      ),

      logout: Effect.fn("auth.logout")(function* () {
        const [token, before, from] = yield* Effect.all([own, old, client])
        if (token !== null) yield* signIn.logout(token, from)
        if (before !== null && (yield* signIn.logout(before, from))) yield* clearTokens(former, reach)
        const claimed = yield* Effect.option(identity.claimed(yield* HttpServerRequest.HttpServerRequest))
        if (Option.isSome(claimed)) yield* signIn.leave(claimed.value, from)
        yield* clearTokens(yield* names, reach)
      })
    })
  })
)
