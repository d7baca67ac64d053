import { Effect, Option, Stream } from "effect"
import { concat } from "../../media/Bytes.ts"
import { Home } from "../Home.ts"
import { hostOf, Origin, type Refusal } from "../Origin.ts"
import {
  type MediaPlaylist,
  type MediaSegment,
  parse,
  type Unreadable,
  type Unrecordable,
  type Variant
} from "../Playlist.ts"
import { SegmentBytes } from "../SegmentBytes.ts"
import type { Settings } from "../Settings.ts"
import * as Variants from "../Variants.ts"
import { type NoAddress, webAddress } from "../WebAddress.ts"
import type { Found, Tell } from "./Found.ts"
import { picture } from "./picture.ts"

/** Bytes; the first picture of a segment lies within. */
const most = 6 * 1024 * 1024

/** A picture of so many lines is enough to know a stream by. */
const lines = 360

/** What is known once a look has failed. */
const foundBy = (failure: Refusal | Unrecordable | Unreadable | NoAddress, host: string): Found => {
  switch (failure._tag) {
    case "NoAddress":
      return { cause: { kind: "unsupported", message: failure.message } }
    case "Offline":
      return { reachable: true, status: failure.status, onAir: false }
    case "Unreadable":
      return { cause: { kind: "unreadable", host } }
    case "Unrecordable":
      return failure.protection === undefined
        ? { cause: { kind: "unsupported", message: failure.message } }
        : { cause: { kind: "encrypted", host }, protection: failure.protection }
    case "Blocked":
    case "Trouble": {
      const { hindrance } = failure
      if (hindrance.kind === "http") return { reachable: true, status: hindrance.status, cause: hindrance }
      const isAnswered = ["challenge", "redirects", "unreadable"].includes(hindrance.kind)
      return { reachable: isAnswered, cause: hindrance }
    }
  }
}

/** Whether a player would begin with something now. */
const isOnAir = ({ ended, segments }: MediaPlaylist): boolean => !ended && segments.some(({ gap }) => !gap)

/**
 * Looks at an address as a recorder would, and tells what is there as it finds it: whether the site answers, what it offers, and last a picture of
 * what is on air. Whatever stands in the way is told, and never a failure.
 */
export const look = Effect.fnUntraced(function* (settings: Settings, tell: Tell) {
  const home = yield* Home
  const origin = yield* Origin
  const bytes = yield* SegmentBytes

  const media = Effect.fnUntraced(function* (url: string, variables?: ReadonlyMap<string, string>) {
    const page = yield* origin.page(url)
    tell({ reachable: true, status: 200 })
    return yield* Effect.fromResult(parse(page.text, page.url, variables))
  })

  /** The beginning of a segment, with what a player needs before it. */
  const beginning = Effect.fnUntraced(function* (segment: MediaSegment) {
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

  const show = Effect.fnUntraced(function* ({ segments }: MediaPlaylist) {
    const segment = segments.findLast(({ gap }) => !gap)
    if (segment === undefined) return
    const shown = yield* Effect.flatMap(beginning(segment), picture)
    tell(shown)
  })

  const ofPlaylist = Effect.fnUntraced(function* (playlist: MediaPlaylist, isSoundOnly: boolean) {
    tell({ onAir: isOnAir(playlist) })
    if (!isSoundOnly) yield* Effect.ignore(show(playlist))
  })

  const all = Effect.gen(function* () {
    const url = yield* webAddress(settings.source, settings.url)
    tell({ engine: "hls" })
    yield* home.settle(url, settings.mayBeInward)
    const found = yield* media(url)
    if (found._tag === "Media") return yield* ofPlaylist(found, false)
    tell({ variants: found.variants.map(offer), soundApart: found.variants.some(({ sound }) => sound !== undefined) })
    const [chosen] = Variants.ranked(found.variants, { resolution: lines, framerate: settings.framerate })
    if (chosen === undefined) return
    const listed = yield* media(chosen.url, found.variables)
    if (listed._tag === "Media") yield* ofPlaylist(listed, chosen.soundOnly)
  })

  const host = Option.match(Option.fromUndefinedOr(settings.url), { onNone: () => "", onSome: hostOf })
  yield* Effect.catch(all, (failure) => Effect.sync(() => tell(foundBy(failure, host))))
})

const offer = ({ bandwidth, codecs, framerate, height, width }: Variant) => ({
  bandwidth,
  codecs,
  framerate,
  height,
  width
})
