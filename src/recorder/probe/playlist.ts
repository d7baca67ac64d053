import { Effect, Stream } from "effect"
import { concat } from "../../media/Bytes.ts"
import { now } from "../../runtime/Time.ts"
import { askedFor, reading } from "../dash/reading.ts"
import { Origin, type Page } from "../Origin.ts"
import type { MediaPlaylist, MediaSegment, Variant } from "../Playlist.ts"
import { SegmentBytes } from "../SegmentBytes.ts"
import type { Settings } from "../Settings.ts"
import * as Variants from "../Variants.ts"
import { abridged } from "./abridged.ts"
import type { Tell } from "./Found.ts"
import { picture } from "./picture.ts"

/** Bytes; the first picture of a segment lies within. */
const most = 6 * 1024 * 1024

/** A picture of so many lines is enough to know a stream by. */
const lines = 360

/** Whether a player would begin with something now. */
const isOnAir = ({ ended, isFilm, segments }: MediaPlaylist): boolean =>
  (!ended || isFilm === true) && segments.some(({ gap }) => !gap)

/** The beginning of a segment, with what a player needs before it. */
const beginning = Effect.fnUntraced(function* (segment: MediaSegment) {
  const bytes = yield* SegmentBytes
  let all: Uint8Array = segment.map === undefined ? new Uint8Array() : yield* bytes.map(segment.map)
  yield* bytes.after(segment, 0).pipe(
    Stream.takeWhile(() => all.length < most),
    Stream.runForEach((chunk) =>
      Effect.sync(() => {
        all = concat(all, chunk)
      })
    )
  )
  return all
})

/** Looks at what a playlist of HLS, or a manifest of DASH, offers, and at what is on air there. */
export const lookAtPlaylist = Effect.fnUntraced(function* (page: Page, settings: Settings, tell: Tell) {
  const origin = yield* Origin
  const read = reading()

  const ofMedia = Effect.fnUntraced(function* (playlist: MediaPlaylist, isSoundOnly: boolean) {
    tell({ onAir: isOnAir(playlist) })
    const segment = playlist.segments.findLast(({ gap }) => !gap)
    if (isSoundOnly || segment === undefined) return
    yield* Effect.ignore(Effect.map(Effect.flatMap(beginning(segment), picture), tell))
  })

  const found = yield* Effect.fromResult(read(page.url, page, new Map(), yield* now))
  if (found._tag === "Media") return yield* ofMedia(found, false)
  tell({ variants: found.variants.map(offer), soundApart: found.variants.some(({ sound }) => sound !== undefined) })
  const [chosen] = Variants.ranked(found.variants, { resolution: lines, framerate: settings.framerate })
  if (chosen === undefined) return
  const { stream, url } = yield* origin.bytes(askedFor(chosen.url), undefined)
  const listed = yield* Effect.fromResult(
    read(chosen.url, { url, text: yield* abridged(stream) }, found.variables, yield* now)
  )
  if (listed._tag === "Media") yield* ofMedia(listed, chosen.soundOnly)
})

const offer = ({ bandwidth, codecs, framerate, height, width }: Variant) => ({
  bandwidth,
  codecs,
  framerate,
  height,
  width
})
