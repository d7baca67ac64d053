import { Effect, Sink, Stream } from "effect"
import { concat } from "../../media/Bytes.ts"
import { isManifest } from "../dash/Manifest.ts"
import { OffAir } from "../Engine.ts"
import { Home } from "../Home.ts"
import { hostOf, Origin } from "../Origin.ts"
import { Unreadable } from "../Playlist.ts"
import type { Settings } from "../Settings.ts"
import { feedOf, isWeb } from "../stream/feeding.ts"
import { givenAddress } from "../WebAddress.ts"
import { abridged } from "./abridged.ts"
import { type Failure, foundBy, type Tell } from "./Found.ts"
import { outside } from "./outside.ts"
import { lookAtPage } from "./page.ts"
import { lookAtPlaylist } from "./playlist.ts"
import { lookAtStream } from "./stream.ts"

/** Bytes that tell a text from media. */
const enough = 512

const isText = (head: Uint8Array): boolean =>
  head.subarray(0, enough).every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13)

const isPlaylist = (text: string): boolean => /^\uFEFF?\s*#EXTM3U/.test(text)

/** Looks at what the web gives at an address; true for a text that is no playlist, and may be the page of a site. */
const overWeb = Effect.fnUntraced(function* (url: string, settings: Settings, tell: Tell, isOfPage: boolean) {
  const answer = yield* (yield* Origin).bytes(url, undefined)
  tell({ reachable: true, status: 200 })
  const [head, rest] = yield* Stream.peel(
    answer.stream,
    Sink.fold<Uint8Array, Uint8Array>(
      () => new Uint8Array(),
      ({ length }) => length < enough,
      (all, chunk) => Effect.succeed(concat(all, chunk))
    )
  )
  if (!isText(head)) {
    if (isOfPage && answer.isFile) return yield* new OffAir({ message: "its page shows a film, and nothing live" })
    yield* lookAtStream(Stream.concat(Stream.succeed(head), rest), hostOf(answer.url), tell)
    return false
  }
  const beginning = new TextDecoder().decode(head)
  if (!isPlaylist(beginning) && !isManifest(beginning)) return true
  const text = yield* abridged(Stream.concat(Stream.succeed(head), rest))
  tell({ engine: "hls" })
  yield* lookAtPlaylist({ url: answer.url, text }, settings, tell)
  return false
}, Effect.scoped)

/** Looks at a stream; true for what may be the page of a site. */
const atStream = Effect.fnUntraced(function* (settings: Settings, tell: Tell, isOfPage: boolean) {
  const url = yield* givenAddress(settings.source, settings.url)
  yield* (yield* Home).settle(url, settings.mayBeInward)
  if (isWeb(url)) return yield* overWeb(url, settings, tell, isOfPage)
  yield* lookAtStream((yield* feedOf(url, settings)).feed, hostOf(url), tell)
  return false
})

const behindPage = (settings: Settings, tell: Tell) =>
  atStream(settings, tell, true).pipe(
    Effect.flatMap((isPage) => (isPage ? new Unreadable({ message: "neither a playlist nor media" }) : Effect.void)),
    Effect.provide(outside(settings))
  )

/**
 * Looks at an address as a recorder would, and tells what is there as it finds it: whether the site answers, what it offers, and last a picture of
 * what is on air. Whatever stands in the way is told, and never a failure.
 */
export const look = Effect.fnUntraced(function* (settings: Settings, tell: Tell) {
  const all = Effect.gen(function* () {
    const isPage = yield* atStream(settings, tell, false)
    if (isPage) yield* lookAtPage(settings.url ?? "", settings, tell, behindPage)
  })
  const host = hostOf(settings.url ?? "")
  yield* Effect.catch(all, (failure: Failure) => Effect.sync(() => tell(foundBy(failure, host))))
})
