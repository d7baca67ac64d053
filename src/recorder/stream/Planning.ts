import { Result } from "effect"
import type { Plan } from "./FfmpegCommand.ts"
import type { Told } from "./FfmpegWords.ts"

/** What players read in a transport stream. */
const inTransport: ReadonlySet<string> = new Set("h264 hevc mpeg1video mpeg2video aac mp2 mp3 ac3 eac3".split(" "))

/** What there is room for in MP4 besides. */
const inMovies: ReadonlySet<string> = new Set([
  ...inTransport,
  ..."av1 vp9 mpeg4 mjpeg opus vorbis flac alac dts truehd".split(" ")
])

/** The most lines up to `wished`, else the fewest; the first of several. */
const pictureOf = (pictures: ReadonlyArray<Told>, wished: number): Told | undefined => {
  const lines = ({ height, width }: Told) => Math.min(height ?? 0, width ?? height ?? 0)
  const fitting = pictures.filter((one) => lines(one) <= wished)
  return fitting.length > 0
    ? fitting.reduce((a, b) => (lines(b) > lines(a) ? b : a))
    : pictures.reduce<Told | undefined>((a, b) => (a === undefined || lines(b) < lines(a) ? b : a), undefined)
}

/** How to record what an input consists of, with a picture of so many lines; fails with the reason why it can't be. */
export const planOf = (streams: ReadonlyArray<Told>, wished: number): Result.Result<Plan, string> => {
  const pictures = streams.filter(({ kind }) => kind === "picture")
  const picture = pictureOf(pictures, wished)
  const sound = streams.find(({ kind }) => kind === "sound")
  if (picture === undefined && sound === undefined) return Result.fail("it has neither picture nor sound")
  if (picture !== undefined && !inMovies.has(picture.codec)) {
    return Result.fail(`its picture is coded as ${picture.codec}, which no file that players know has room for`)
  }
  const recodesSound = sound !== undefined && !inMovies.has(sound.codec)
  const coded = [picture?.codec, recodesSound ? "aac" : sound?.codec].filter((codec) => codec !== undefined)
  return Result.succeed({
    container: coded.every((codec) => inTransport.has(codec)) ? "ts" : "mp4",
    picture: picture === undefined ? "none" : picture === pictures[0] ? undefined : picture.number,
    sound: sound === undefined ? "none" : undefined,
    recodesSound
  })
}

const kinds = ["picture", "sound"] as const

/** Whether one plan makes of an input what another does that was made for it. */
export const isAlike = (a: Plan, b: Plan): boolean =>
  a.container === b.container &&
  a.recodesSound === b.recodesSound &&
  // The first of its kind is none where there is none; but MP4 of sound alone is cut otherwise.
  kinds.every((kind) => a[kind] === b[kind] || (a.container === "ts" && a[kind] === undefined && b[kind] === "none"))
