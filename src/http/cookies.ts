import { Duration, Effect, Redacted } from "effect"
import { type Cookies, HttpEffect, HttpServerResponse } from "effect/http"
import { accessLifetime } from "../domain/accounts/Session.ts"
import type { Instant } from "../domain/values/Time.ts"

export const accessCookie = "access_token"
export const refreshCookie = "refresh_token"

const common = (secure: boolean) => ({ httpOnly: true, secure })
const access = (secure: boolean) => ({ ...common(secure), path: "/", sameSite: "lax" }) as const
const refresh = (secure: boolean) => ({ ...common(secure), path: "/api/auth", sameSite: "strict" }) as const

const alsoCookies = (cookies: ReadonlyArray<readonly [string, string, Cookies.Cookie["options"]]>) =>
  HttpEffect.appendPreResponseHandler((_request, response) =>
    Effect.orDie(HttpServerResponse.setCookies(response, cookies))
  )

/** Hands out the tokens as cookies, the refresh token only if there is a new one. */
export const setTokens = (
  secure: boolean,
  granted: {
    readonly access: Redacted.Redacted
    readonly refresh: Redacted.Redacted | null
    readonly expiresAt: Instant
  },
  now: Instant
) =>
  alsoCookies([
    [accessCookie, Redacted.value(granted.access), { ...access(secure), maxAge: Duration.millis(accessLifetime) }],
    ...(granted.refresh === null
      ? []
      : [
          [
            refreshCookie,
            Redacted.value(granted.refresh),
            { ...refresh(secure), maxAge: Duration.millis(Math.max(0, granted.expiresAt - now)) }
          ] as const
        ])
  ])

/** Takes both cookies away. */
export const clearTokens = (secure: boolean) =>
  alsoCookies([
    [accessCookie, "", { ...access(secure), maxAge: Duration.zero }],
    [refreshCookie, "", { ...refresh(secure), maxAge: Duration.zero }]
  ])
