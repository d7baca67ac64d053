import { Effect, Redacted, Stream } from "effect"
import { type AddressParts, parseAddress } from "../../domain/subscriptions/Address.ts"
import { OffAir } from "../Engine.ts"
import { type Bytes, Origin } from "../Origin.ts"
import { Unrecordable } from "../Playlist.ts"
import type { Settings } from "../Settings.ts"
import type { Feed } from "./Ffmpeg.ts"
import { opening } from "./FfmpegCommand.ts"
import { filmBytes } from "./filmBytes.ts"
import { forAdmins, unknown } from "./refusals.ts"

/** Who wants a stream. */
export type Visitor = Pick<Settings, "login" | "mayBeInward" | "retryDelay" | "userAgent">

/** What is at an address as a whole, and no broadcast. */
export interface Film {
  /** What tells it from another film at its address. */
  readonly edition: string
  /** Whether ffmpeg has got all of it. */
  readonly isFed: () => boolean
  /** Lets go of it. */
  readonly leave: Effect.Effect<void>
}

/** What ffmpeg gets, and of a film that it is one. */
export interface Fed {
  readonly feed: Feed
  readonly film: Film | undefined
}

export const isWeb = (url: string): boolean => /^https?:/i.test(url)

const partsOf = (url: string) =>
  Effect.mapError(Effect.fromResult(parseAddress(url)), (message) => new Unrecordable({ message }))

const opened = (parts: AddressParts, { login, mayBeInward, userAgent }: Visitor) => {
  if (!mayBeInward) return Effect.fail(forAdmins(parts))
  const how = opening(parts, login && Redacted.value(login), userAgent)
  return how === undefined ? Effect.fail(unknown(parts)) : Effect.succeed<Fed>({ feed: how, film: undefined })
}

/** Whoever leaves an answer unread keeps its connection open. */
const left = <E>(stream: Stream.Stream<Uint8Array, E>) => Effect.ignore(Stream.runHead(stream))

const fed = (origin: Origin["Service"], url: string, answer: Bytes, { retryDelay }: Visitor): Fed => {
  const { edition, stream } = answer
  if (edition === undefined) return { feed: stream, film: undefined }
  let isFed = false
  const end = Effect.sync(() => {
    isFed = true
  })
  return {
    feed: Stream.concat(filmBytes(origin, url, answer, retryDelay), Stream.fromEffectDrain(end)),
    film: { edition, isFed: () => isFed, leave: left(stream) }
  }
}

/** How ffmpeg gets at a stream: what comes by HTTP is fetched here and fed to it, the rest it opens by itself. */
export const feedOf = Effect.fnUntraced(function* (url: string, visitor: Visitor) {
  if (!isWeb(url)) return yield* Effect.flatMap(partsOf(url), (parts) => opened(parts, visitor))
  const origin = yield* Origin
  return fed(origin, url, yield* origin.bytes(url, undefined), visitor)
})

/** The same for what is live alone, as a page is thought to be. */
export const liveFeedOf = Effect.fnUntraced(function* (url: string, visitor: Visitor) {
  if (!isWeb(url)) return yield* feedOf(url, visitor)
  const origin = yield* Origin
  const answer = yield* origin.bytes(url, undefined)
  if (!answer.isFile) return fed(origin, url, answer, visitor)
  yield* left(answer.stream)
  return yield* new OffAir({ message: "its page shows a film, and nothing live" })
})
