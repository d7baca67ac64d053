import { missingOf } from "../../domain/recordings/LibraryEntry.ts"
import { hasPictures } from "../../domain/recordings/MediaName.ts"
import type { Millis } from "../../domain/values/Time.ts"
import type { SeenEntry } from "../../ports/Library.ts"

/** Milliseconds in seconds, to the millisecond. */
export const seconds = (ms: Millis): number => Math.round(ms) / 1000

const gapsOf = ({ gaps }: SeenEntry) => ({ count: gaps.length, seconds: seconds(missingOf(gaps)) })

/** A recording as the caller sees it. */
export const entryShown = (entry: SeenEntry) => {
  const {
    bytes,
    codecs,
    container,
    driver,
    endedAt,
    height,
    id,
    session,
    startedAt,
    title,
    trashedAt,
    username,
    width
  } = entry
  const place = `${driver}/${username}`
  const name = encodeURIComponent(session)
  return {
    id,
    driver,
    username,
    session,
    title,
    startedAt,
    endedAt,
    duration: seconds(entry.duration),
    bytes,
    container,
    codecs,
    width,
    height,
    gaps: gapsOf(entry),
    kept: entry.keptAt !== null,
    seen: entry.seenAt !== null,
    position: seconds(entry.position),
    status: endedAt === null ? ("open" as const) : ("finished" as const),
    trashedAt,
    playlist: `/api/sources/${place}/sessions/${name}/index.m3u8`,
    poster: hasPictures(session) ? `/thumbnails/${place}/${session}.jpg` : null
  }
}

/** The same with all that is missing of it. */
export const entryDetail = (entry: SeenEntry) => ({
  ...entryShown(entry),
  gaps: {
    ...gapsOf(entry),
    list: entry.gaps.map(({ cause, from, ms, to }) => ({ from, to, seconds: seconds(ms), cause }))
  }
})
