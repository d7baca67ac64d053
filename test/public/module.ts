import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect } from "effect"

export const folder = join(import.meta.dirname, "../../public")

/** A module of the browser's, loaded here; `A` says what a test uses of it. */
export const load = <A>(path: string): Effect.Effect<A> =>
  Effect.promise(() => import(pathToFileURL(join(folder, path)).href))
