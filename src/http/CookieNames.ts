import { Context, Effect, Layer } from "effect"
import { Installation } from "../ports/Installation.ts"
import { HttpSettings } from "./HttpSettings.ts"

export interface Names {
  readonly access: string
  readonly refresh: string
}

/** Where cookies go: whether over TLS alone, and below which path of the host's. */
export interface Reach {
  readonly secureCookies: boolean
  readonly publicPath: string
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

/** Browsers refuse `__Host-` on a cookie that goes to some paths alone. */
const prefixOf = ({ publicPath, secureCookies }: Reach) =>
  secureCookies ? (publicPath === "" ? "__Host-" : "__Secure-") : ""

/**
 * Cookies named by the installation: the refresh token's by the id that its database has, the access token's by the name that
 * proxy and backend were given, or by that id where nobody else reads it.
 */
export const layer = (given: string | null) =>
  Layer.effect(
    CookieNames,
    Effect.gen(function* () {
      const reach = yield* HttpSettings
      const { id } = yield* Installation
      const names = Effect.map(id, (id) => ({
        access: `${prefixOf(reach)}${former.access}_${given ?? id}`,
        refresh: `${reach.secureCookies ? "__Secure-" : ""}${former.refresh}_${id}`
      }))
      return { names: remembered(names) }
    })
  )

/** Names that no cookie has, where the database can't be asked for its id. */
export const unknown = Layer.succeed(CookieNames, { names: Effect.succeed({ access: "", refresh: "" }) })
