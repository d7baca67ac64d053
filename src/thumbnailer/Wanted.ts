import { Option, Schema } from "effect"
import { hasPictures } from "../domain/recordings/MediaName.ts"
import { Driver, type SourceKey, SourceName } from "../domain/subscriptions/Names.ts"

/** What somebody asks for: the newest picture of a source, or the poster of one of its sessions, or its strip of many small ones. */
export type Wanted =
  | { readonly _tag: "Newest"; readonly key: SourceKey }
  | { readonly _tag: "Poster" | "Strip"; readonly key: SourceKey; readonly session: string }

const isDriver = Schema.is(Driver)
const isSourceName = Schema.is(SourceName)

/**
 * What an address asks for, by its letters as they are: `/{driver}/{source}`, `/{driver}/{source}/{session}.jpg` or
 * `/{driver}/{source}/{session}-strip.jpg`. Nothing that is encoded, hidden or leads upwards is an address.
 */
export const wantedBy = (url: string): Option.Option<Wanted> => {
  const [, driver = "", username = "", file, ...more] = (url.split("?", 1)[0] ?? "").split("/")
  if (!isDriver(driver) || !isSourceName(username) || more.length > 0) return Option.none()
  const key = { driver, username }
  if (file === undefined) return Option.some({ _tag: "Newest", key })
  const [, session = "", strip] = /^(.+?)(-strip)?\.jpg$/.exec(file) ?? []
  if (!hasPictures(session)) return Option.none()
  return Option.some({ _tag: strip === undefined ? "Poster" : "Strip", key, session })
}
