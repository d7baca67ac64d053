import process from "node:process"
import { Option, Schema } from "effect"
import type { Given } from "./Given.ts"
import { type Answer, aboutText, distinct, failureOf, offAir, type Quality } from "./Resolved.ts"

const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const Format = Schema.Struct({
  url: Schema.String,
  manifest_url: maybe(Schema.String),
  protocol: maybe(Schema.String),
  height: maybe(Schema.Finite),
  width: maybe(Schema.Finite),
  fps: maybe(Schema.Finite),
  http_headers: maybe(Schema.Record(Schema.String, Schema.String))
})
type Format = typeof Format.Type

const Shown = Schema.Struct({
  title: maybe(Schema.String),
  extractor: maybe(Schema.String),
  channel: maybe(Schema.String),
  uploader: maybe(Schema.String),
  thumbnail: maybe(Schema.String),
  live_status: maybe(Schema.String),
  formats: Schema.Array(Format)
})
type Shown = typeof Shown.Type

/** Several that a page lists, each of them one that shows something or a list again; null where one can't be had. */
interface Several {
  readonly entries: ReadonlyArray<Several | Shown | null>
}
const Several: Schema.Codec<Several> = Schema.Struct({
  entries: Schema.Array(Schema.NullOr(Schema.suspend((): Schema.Codec<Several | Shown> => Page)))
})
const Page = Schema.Union([Several, Shown])

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Page))

/** The first that a page shows; undefined where it lists none. */
const firstOf = (page: Several | Shown | null | undefined): Shown | undefined =>
  page && "entries" in page ? firstOf(page.entries[0]) : (page ?? undefined)

/** What a page calls it; of what a page shows by itself yt-dlp has no more than the title of the page, and a number. */
const titleOf = ({ extractor, title }: Shown): string | undefined =>
  aboutText(extractor === "html5" ? title?.replace(/ \(1\)$/, "") : title)

/** Of a page that lists several, the first; and no file is written. */
const always = ["--dump-single-json", "--playlist-items", "1", "--no-cache-dir", "--no-progress"]

/** What it runs the scripts of some sites with. Only versions since November 2025 know the option. */
export const runtime: ReadonlyArray<string> = ["--js-runtimes", `node:${process.execPath}`]

/** Whether it ended because it knows no such option. */
export const isWithoutRuntimes = (words: ReadonlyArray<string>): boolean =>
  words.some((line) => line.includes("no such option: --js-runtimes"))

const quoted = (text: string): string => `'${text.replaceAll("'", "'\"'\"'")}'`

/** What yt-dlp is told, as the lines of a file of options. */
export const options = ({ cookies, headers, proxy, url }: Given): string =>
  [
    ...always,
    ...(cookies === undefined ? [] : [`--cookies ${quoted(cookies)}`]),
    ...headers.map(([name, value]) => `--add-header ${quoted(`${name}:${value}`)}`),
    ...(proxy === undefined ? [] : [`--proxy ${quoted(proxy)}`]),
    quoted(url),
    ""
  ].join("\n")

const notLive =
  /not currently live|is offline|will begin in|premieres in|live event (?:has ended|will begin)|not live|no video formats found/i

const engineOf = ({ protocol }: Format) =>
  protocol?.startsWith("m3u8") ? ("hls" as const) : /^https?$/.test(protocol ?? "") ? ("stream" as const) : undefined

/** Lists before streams, then the most lines up to those that are wished. */
const best = (formats: ReadonlyArray<Format>, lines: number): Format | undefined =>
  formats
    .filter((one) => engineOf(one) !== undefined)
    .map((one) => ({ one, isList: engineOf(one) === "hls", fits: (one.height ?? 0) <= lines }))
    .sort(
      (a, b) =>
        Number(b.isList) - Number(a.isList) ||
        Number(b.fits) - Number(a.fits) ||
        (a.fits ? 1 : -1) * ((b.one.height ?? 0) - (a.one.height ?? 0))
    )[0]?.one

const qualityOf = ({ fps, height, width }: Format): ReadonlyArray<Quality> =>
  height == null || height <= 0
    ? []
    : [{ height, ...(width == null ? {} : { width }), ...(fps == null ? {} : { framerate: fps }) }]

/** What yt-dlp says of a page, of which so many lines are wished; `words` are its errors. */
export const read = (output: string, words: ReadonlyArray<string>, host: string, lines: number): Answer => {
  const error = words.findLast((line) => line.startsWith("ERROR:"))
  if (error !== undefined) {
    if (/Unsupported URL/.test(error)) return { _tag: "Unknown" }
    return notLive.test(error) ? offAir() : failureOf(error, host)
  }
  const page = Option.getOrUndefined(decode(output))
  if (page === undefined) return failureOf("yt-dlp says nothing that can be read", host)
  const found = firstOf(page)
  if (found === undefined) return offAir()
  const format = best(found.formats, lines)
  const engine = format === undefined ? undefined : engineOf(format)
  if (format === undefined || engine === undefined) return { _tag: "Unknown" }
  // A file that is at hand as a whole is no broadcast; a list says by itself whether it has ended.
  if (engine === "stream" && found.live_status !== "is_live") {
    return offAir("its page shows a film, and nothing live")
  }
  const url = engine === "hls" ? (format.manifest_url ?? format.url) : format.url
  const resolved = {
    url,
    engine,
    headers: Object.entries(format.http_headers ?? {}),
    title: titleOf(found),
    author: aboutText(found.channel ?? found.uploader),
    thumbnail: found.thumbnail ?? undefined,
    qualities: distinct(found.formats.flatMap(qualityOf))
  }
  return { _tag: "Resolved", resolved }
}
