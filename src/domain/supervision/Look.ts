import { Option, Schema } from "effect"
import { type Hindrance, Hindrance as HindranceSchema } from "./Cause.ts"

/** One of the streams that an address offers, as far as it is described. */
export const Variant = Schema.Struct({
  width: Schema.optionalKey(Schema.Int),
  height: Schema.optionalKey(Schema.Int),
  framerate: Schema.optionalKey(Schema.Finite),
  bandwidth: Schema.optionalKey(Schema.Finite),
  codecs: Schema.optionalKey(Schema.String)
})
export type Variant = typeof Variant.Type

/** No ladder that is shown has more. */
const mostVariants = 100

/** What was seen at an address; null for what is not known. */
export interface Seen {
  readonly engine: string | null
  readonly reachable: boolean | null
  readonly status: number | null
  readonly onAir: boolean | null
  readonly cause: Hindrance | null
  readonly protection: string | null
  readonly variants: ReadonlyArray<Variant>
  /** What the page calls itself. */
  readonly title: string | null
  /** Whose page it is. */
  readonly author: string | null
  /** A JPEG in base64. */
  readonly picture: string | null
  /** The program that a picture or a look would have needed. */
  readonly missing: string | null
}

export const nothingSeen: Seen = {
  engine: null,
  reachable: null,
  status: null,
  onAir: null,
  cause: null,
  protection: null,
  variants: [],
  title: null,
  author: null,
  picture: null,
  missing: null
}

const short = Schema.String.check(Schema.isMaxLength(200))

/** A line of the action `probe`, `{"probe": {...}}`: what it has found since the line before. */
const Line = Schema.fromJsonString(
  Schema.Struct({
    probe: Schema.Struct({
      engine: Schema.optionalKey(short),
      reachable: Schema.optionalKey(Schema.Boolean),
      status: Schema.optionalKey(Schema.Int),
      onAir: Schema.optionalKey(Schema.Boolean),
      cause: Schema.optionalKey(HindranceSchema),
      protection: Schema.optionalKey(short),
      variants: Schema.optionalKey(Schema.Array(Variant)),
      title: Schema.optionalKey(short),
      author: Schema.optionalKey(short),
      picture: Schema.optionalKey(Schema.String.check(Schema.isPattern(/^[A-Za-z0-9+/]{1,65000}={0,2}$/))),
      missing: Schema.optionalKey(short)
    })
  })
)

const decode = Schema.decodeUnknownOption(Line)

/** What is seen with one more line; a line that can't be read adds nothing. */
export const seeLine = (seen: Seen, line: string): Seen =>
  Option.match(decode(line), {
    onNone: () => seen,
    onSome: ({ probe: { variants, ...more } }) => ({
      ...seen,
      ...more,
      ...(variants === undefined ? {} : { variants: variants.slice(0, mostVariants) })
    })
  })
