import { Effect, Stream } from "effect"
import { concat } from "../../media/Bytes.ts"
import * as Ffmpeg from "../stream/Ffmpeg.ts"
import { picturing } from "../stream/FfmpegCommand.ts"
import type { Told } from "../stream/FfmpegWords.ts"
import { refusalOf } from "../stream/refusals.ts"
import type { FoundVariant, Tell } from "./Found.ts"
import { largest, picture } from "./picture.ts"

const width = 480

/** Each picture with the sound that goes with it; the sound alone where there is none. */
const foundVariants = (streams: ReadonlyArray<Told>): ReadonlyArray<FoundVariant> => {
  const sound = streams.find(({ kind }) => kind === "sound")?.codec
  const pictures = streams.filter(({ kind }) => kind === "picture")
  const shown = pictures.length > 0 ? pictures : streams.slice(0, 1)
  return shown.map(({ codec, framerate, height, kind, width }) => ({
    codecs: kind === "sound" || sound === undefined ? codec : `${codec},${sound}`,
    framerate,
    height,
    width
  }))
}

/** Looks at a stream that flows by itself: what it consists of, and a picture of it. */
export const lookAtStream = Effect.fnUntraced(function* (feed: Ffmpeg.Feed, host: string, tell: Tell) {
  tell({ engine: "stream" })
  const ffmpeg = yield* Ffmpeg.run(feed, (input) => picturing(input, width))
  const isBegun = yield* ffmpeg.begun
  const streams = ffmpeg.streams()
  if (streams.length === 0) return yield* refusalOf(yield* ffmpeg.fault(host), host)
  tell({ reachable: true, onAir: true, variants: foundVariants(streams) })
  if (!isBegun) return
  const made = concat(...(yield* Stream.runCollect(ffmpeg.bytes)))
  if (made.length === 0) return
  tell(made.length <= largest ? { picture: Buffer.from(made).toString("base64") } : yield* picture(made))
}, Effect.scoped)
