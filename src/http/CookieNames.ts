import { Context, Effect, Layer } from "effect"
import { Installation } from "../ports/Installation.ts"
import { Tokens } from "../ports/Tokens.ts"
import { HttpSettings } from "./HttpSettings.ts"

export interface Names {
  readonly access: string
  readonly refresh: string
}

/**
 * What the cookies of this installation are called. Browsers keep those of one host name together whatever the port: by its own
 * names an installation leaves another's alone. Over TLS the names begin as RFC 6265bis has it for cookies that no other host and
 * no plain connection can have set.
 */
export class CookieNames extends Context.Service<CookieNames, { readonly names: Effect.Effect<Names> }>()(
  "sticky-dvr/http/CookieNames"
) {}

/** What cookies were called up to 0.7: still taken for a renewal, which replaces them. */
export const former: Names = { access: "access_token", refresh: "refresh_token" }

/** Asked for until it is known; it never changes. */
const remembered = <A>(ask: Effect.Effect<A>): Effect.Effect<A> => {
  let known: { readonly answer: A } | undefined
  return Effect.suspend(() =>
    known === undefined
      ? Effect.tap(ask, (answer) =>
          Effect.sync(() => {
            known = { answer }
          })
        )
      : Effect.succeed(known.answer)
  )
}

const make = (accessMark: Effect.Effect<string, never, Installation | Tokens>) =>
  Layer.effect(
    CookieNames,
    Effect.gen(function* () {
      const { secureCookies } = yield* HttpSettings
      const services = yield* Effect.context<Installation | Tokens>()
      const named = Effect.map(Effect.all([accessMark, Installation.use(({ id }) => id)]), ([mark, id]) => ({
        access: `${secureCookies ? "__Host-" : ""}${former.access}_${mark}`,
        refresh: `${secureCookies ? "__Secure-" : ""}${former.refresh}_${id}`
      }))
      return { names: remembered(Effect.provideContext(named, services)) }
    })
  )

/** Where this process alone reads cookies: both are named by the installation's id. */
export const byInstallation = make(Installation.use(({ id }) => id))

/** Behind the proxy, which reads the access token and knows of the installation no more than the secret. */
export const bySecret = make(Tokens.use(({ cookieMark }) => cookieMark))
