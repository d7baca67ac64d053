import { Result } from "effect"
import type { Page } from "../Origin.ts"
import { type MasterPlaylist, type MediaPlaylist, parse, type Unreadable, type Unrecordable } from "../Playlist.ts"
import { isManifest, readManifest } from "./Manifest.ts"
import { Numbering } from "./Numbering.ts"
import { listed, offered, partOf } from "./Presentation.ts"

/** What an address is asked by: that of its manifest for one of the streams in it. */
export const askedFor = (url: string): string => partOf(url)?.manifest ?? url

/** Reads what came from an address at a moment (milliseconds since 1970): a playlist of HLS, or a manifest of DASH or a stream of it. */
export type Read = (
  url: string,
  page: Page,
  variables: MasterPlaylist["variables"],
  now: number
) => Result.Result<MediaPlaylist | MasterPlaylist, Unreadable | Unrecordable>

/** A reader that remembers how it numbered what has no numbers. */
export const reading = (): Read => {
  const numberings = new Map<string, Numbering>()
  const numberingOf = (url: string): Numbering => {
    const known = numberings.get(url) ?? new Numbering()
    numberings.set(url, known)
    return known
  }
  return (url, page, variables, now) => {
    if (!isManifest(page.text)) return parse(page.text, page.url, variables)
    return Result.flatMap(
      readManifest(page.text, page.url),
      (manifest): Result.Result<MediaPlaylist | MasterPlaylist, Unreadable | Unrecordable> => {
        const part = partOf(url)
        return part === undefined ? offered(manifest, url) : listed(manifest, part, numberingOf(url), now)
      }
    )
  }
}
