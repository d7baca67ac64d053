import { Effect, Redacted, Stream } from "effect"
import { type AddressParts, parseAddress } from "../../domain/subscriptions/Address.ts"
import { OffAir } from "../Engine.ts"
import { Origin } from "../Origin.ts"
import { Unrecordable } from "../Playlist.ts"
import type { Settings } from "../Settings.ts"
import { opening } from "./FfmpegCommand.ts"
import { forAdmins, unknown } from "./refusals.ts"

/** Who wants a stream. */
export type Visitor = Pick<Settings, "login" | "mayBeInward" | "userAgent">

export const isWeb = (url: string): boolean => /^https?:/i.test(url)

const partsOf = (url: string) =>
  Effect.mapError(Effect.fromResult(parseAddress(url)), (message) => new Unrecordable({ message }))

const opened = (parts: AddressParts, { login, mayBeInward, userAgent }: Visitor) => {
  if (!mayBeInward) return Effect.fail(forAdmins(parts))
  const how = opening(parts, login && Redacted.value(login), userAgent)
  return how === undefined ? Effect.fail(unknown(parts)) : Effect.succeed(how)
}

/** How ffmpeg gets at a stream: what comes by HTTP is fetched here and fed to it, the rest it opens by itself. */
export const feedOf = Effect.fnUntraced(function* (url: string, visitor: Visitor) {
  if (!isWeb(url)) return yield* Effect.flatMap(partsOf(url), (parts) => opened(parts, visitor))
  const origin = yield* Origin
  return (yield* origin.bytes(url, undefined)).stream
})

/** The same for what is live alone: a film that is at hand as a whole would be recorded again and again. */
export const liveFeedOf = Effect.fnUntraced(function* (url: string, visitor: Visitor) {
  if (!isWeb(url)) return yield* feedOf(url, visitor)
  const origin = yield* Origin
  const { isFile, stream } = yield* origin.bytes(url, undefined)
  if (!isFile) return stream
  // Whoever leaves an answer unread keeps its connection open.
  yield* Effect.ignore(Stream.runHead(stream))
  return yield* new OffAir({ message: "its page shows a film, and nothing live" })
})
