import { Duration, Effect, Redacted } from "effect"
import { type Cookies, HttpEffect, HttpServerResponse } from "effect/http"
import { accessLifetime } from "../domain/accounts/Session.ts"
import type { Instant } from "../domain/values/Time.ts"
import type { Names, Reach } from "./CookieNames.ts"

const common = (secure: boolean) => ({ httpOnly: true, secure })
const access = ({ publicPath, secureCookies }: Reach) =>
  ({ ...common(secureCookies), path: publicPath === "" ? "/" : publicPath, sameSite: "lax" }) as const
const refresh = ({ publicPath, secureCookies }: Reach) =>
  ({ ...common(secureCookies), path: `${publicPath}/api/auth`, sameSite: "strict" }) as const

const alsoCookies = (cookies: ReadonlyArray<readonly [string, string, Cookies.Cookie["options"]]>) =>
  HttpEffect.appendPreResponseHandler((_request, response) =>
    Effect.orDie(HttpServerResponse.setCookies(response, cookies))
  )

/** Hands out the tokens as cookies, the refresh token only if there is a new one. */
export const setTokens = (
  names: Names,
  reach: Reach,
  granted: {
    readonly access: Redacted.Redacted
    readonly refresh: Redacted.Redacted | null
    readonly expiresAt: Instant
  },
  now: Instant
) =>
  alsoCookies([
    [names.access, Redacted.value(granted.access), { ...access(reach), maxAge: Duration.millis(accessLifetime) }],
    ...(granted.refresh === null
      ? []
      : [
          [
            names.refresh,
            Redacted.value(granted.refresh),
            { ...refresh(reach), maxAge: Duration.millis(Math.max(0, granted.expiresAt - now)) }
          ] as const
        ])
  ])

/** Takes both cookies away. */
export const clearTokens = (names: Names, reach: Reach) =>
  alsoCookies([
    [names.access, "", { ...access(reach), maxAge: Duration.zero }],
    [names.refresh, "", { ...refresh(reach), maxAge: Duration.zero }]
  ])
