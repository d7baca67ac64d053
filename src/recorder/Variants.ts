import { Result } from "effect"
import { Unrecordable, type Variant } from "./Playlist.ts"

/** What the user asked for: lines and pictures a second. */
export interface Wish {
  readonly resolution: number
  readonly framerate: number
}

/**
 * The variant to record: of the wished resolution, or the next lower, or the lowest; of those the wished framerate, or
 * the next lower, or the lowest; of those the best. Refused when every variant keeps its sound in another playlist.
 */
export const choose = (variants: ReadonlyArray<Variant>, wish: Wish): Result.Result<Variant, Unrecordable> => {
  const whole = variants.filter(({ sound }) => sound === undefined)
  const seen = whole.filter(({ soundOnly }) => !soundOnly)
  const candidates = seen.length > 0 ? seen : whole
  const high = nearest(candidates, ({ height }) => height, wish.resolution)
  const paced = nearest(
    high,
    ({ framerate }) => (framerate === undefined ? undefined : Math.round(framerate)),
    wish.framerate
  )
  const best = paced.reduce<Variant | undefined>(
    (a, b) => (a !== undefined && a.bandwidth >= b.bandwidth ? a : b),
    undefined
  )
  return best === undefined
    ? Result.fail(
        new Unrecordable({
          message: "the stream keeps its sound in a playlist of its own (EXT-X-MEDIA), which can't be recorded"
        })
      )
    : Result.succeed(best)
}

/** Those whose measure is the highest up to `limit`, else the lowest; all when none has a measure. */
const nearest = (
  variants: ReadonlyArray<Variant>,
  measure: (variant: Variant) => number | undefined,
  limit: number
): ReadonlyArray<Variant> => {
  const measures = variants.map(measure).filter((n) => n !== undefined)
  if (measures.length === 0) return variants
  const fitting = measures.filter((n) => n <= limit)
  const chosen = fitting.length > 0 ? Math.max(...fitting) : Math.min(...measures)
  return variants.filter((variant) => measure(variant) === chosen)
}

/** `720p/30fps`, as far as the playlist says it; `unknown` for a playlist that doesn't. */
export const label = ({ framerate, height }: Pick<Variant, "framerate" | "height">): string => {
  if (height === undefined) return "unknown"
  return framerate === undefined ? `${height}p` : `${height}p/${Math.round(framerate)}fps`
}
