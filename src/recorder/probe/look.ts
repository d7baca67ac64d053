import { Effect, Sink, Stream } from "effect"
import { concat } from "../../media/Bytes.ts"
import { isManifest } from "../dash/Manifest.ts"
import { Home } from "../Home.ts"
import { hostOf, Origin } from "../Origin.ts"
import { Unreadable } from "../Playlist.ts"
import type { Settings } from "../Settings.ts"
import { feedOf, isWeb } from "../stream/feeding.ts"
import { givenAddress } from "../WebAddress.ts"
import { abridged } from "./abridged.ts"
import { type Failure, foundBy, type Tell } from "./Found.ts"
import { lookAtPlaylist } from "./playlist.ts"
import { lookAtStream } from "./stream.ts"

/** Bytes that tell a text from media. */
const enough = 512

const isText = (head: Uint8Array): boolean =>
  head.subarray(0, enough).every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13)

const isPlaylist = (text: string): boolean => /^\uFEFF?\s*#EXTM3U/.test(text)

/**
 * Looks at an address as a recorder would, and tells what is there as it finds it: whether the site answers, what it offers, and last a picture of
 * what is on air. Whatever stands in the way is told, and never a failure.
 */
export const look = Effect.fnUntraced(function* (settings: Settings, tell: Tell) {
  const home = yield* Home
  const origin = yield* Origin

  const overWeb = Effect.fnUntraced(function* (url: string) {
    const answer = yield* origin.bytes(url, undefined)
    tell({ reachable: true, status: 200 })
    const [head, rest] = yield* Stream.peel(
      answer.stream,
      Sink.fold<Uint8Array, Uint8Array>(
        () => new Uint8Array(),
        ({ length }) => length < enough,
        (all, chunk) => Effect.succeed(concat(all, chunk))
      )
    )
    if (!isText(head)) return yield* lookAtStream(Stream.concat(Stream.succeed(head), rest), hostOf(answer.url), tell)
    const beginning = new TextDecoder().decode(head)
    if (!isPlaylist(beginning) && !isManifest(beginning))
      return yield* new Unreadable({ message: "neither a playlist nor media" })
    const text = yield* abridged(Stream.concat(Stream.succeed(head), rest))
    tell({ engine: "hls" })
    return yield* lookAtPlaylist({ url: answer.url, text }, settings, tell)
  }, Effect.scoped)

  const all = Effect.gen(function* () {
    const url = yield* givenAddress(settings.source, settings.url)
    yield* home.settle(url, settings.mayBeInward)
    if (isWeb(url)) return yield* overWeb(url)
    return yield* lookAtStream((yield* feedOf(url, settings)).feed, hostOf(url), tell)
  })

  const host = hostOf(settings.url ?? "")
  yield* Effect.catch(all, (failure: Failure) => Effect.sync(() => tell(foundBy(failure, host))))
})
