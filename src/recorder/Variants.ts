import type { Variant } from "./Playlist.ts"

/** What the user asked for: lines, any number of them where the best is wished, and pictures a second. */
export interface Wish {
  readonly resolution: number
  readonly framerate: number
}

/** Lines as people count them: of a picture that stands upright, those of the same picture lying. */
const linesOf = ({ height, width }: Pick<Variant, "height" | "width">): number | undefined =>
  height === undefined ? undefined : Math.min(height, width ?? height)

/**
 * Variants in the order in which they fit: of the wished resolution, or the next lower, or the lowest; of those the wished framerate,
 * or the next lower, or the lowest; of those the best. What has no picture comes last.
 */
export const ranked = (variants: ReadonlyArray<Variant>, wish: Wish): ReadonlyArray<Variant> => {
  const best = choose(variants, wish)
  return best === undefined
    ? []
    : [
        best,
        ...ranked(
          variants.filter((variant) => variant !== best),
          wish
        )
      ]
}

const choose = (variants: ReadonlyArray<Variant>, wish: Wish): Variant | undefined => {
  const seen = variants.filter(({ soundOnly }) => !soundOnly)
  const high = nearest(seen.length > 0 ? seen : variants, linesOf, wish.resolution)
  const paced = nearest(
    high,
    ({ framerate }) => (framerate === undefined ? undefined : Math.round(framerate)),
    wish.framerate
  )
  return paced.reduce<Variant | undefined>((a, b) => (a !== undefined && a.bandwidth >= b.bandwidth ? a : b), undefined)
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

/** Whether two variants show the same, whatever their addresses are: those may change each time they are asked for. */
export const isAlike = (a: Variant, b: Variant): boolean =>
  a.bandwidth === b.bandwidth && a.height === b.height && a.width === b.width && a.framerate === b.framerate

/** `720p/30fps`, as far as the playlist says it; `unknown` for a playlist that doesn't. */
export const label = (variant: Pick<Variant, "framerate" | "height" | "width">): string => {
  const lines = linesOf(variant)
  if (lines === undefined) return "unknown"
  return variant.framerate === undefined ? `${lines}p` : `${lines}p/${Math.round(variant.framerate)}fps`
}
