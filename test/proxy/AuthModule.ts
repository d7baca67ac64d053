import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect } from "effect"
import { proxyFolder } from "./Rendered.ts"

interface Exported {
  readonly claimed: (token: string, secret: string, now: number) => string
  readonly tokenOf: (authorization: string | undefined, cookies: string | undefined, secret: string) => string | null
}

export const authFile = join(proxyFolder, "auth.js")

/** What nginx imports, loaded here: it uses nothing of njs's own. */
export const authModule: Effect.Effect<Exported> = Effect.promise(() =>
  import(pathToFileURL(authFile).href).then((module: { readonly default: Exported }) => module.default)
)
