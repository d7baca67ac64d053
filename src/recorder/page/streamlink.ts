import { Option, Schema } from "effect"
import type { Given } from "./Given.ts"
import { type Answer, aboutText, distinct, failureOf, offAir, type Quality } from "./Resolved.ts"

const Offered = Schema.Struct({
  type: Schema.String,
  url: Schema.optionalKey(Schema.String),
  master: Schema.optionalKey(Schema.NullOr(Schema.String)),
  headers: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
})

const text = Schema.optionalKey(Schema.NullOr(Schema.String))

const Output = Schema.fromJsonString(
  Schema.Struct({
    error: Schema.optionalKey(Schema.String),
    metadata: Schema.optionalKey(Schema.Struct({ title: text, author: text })),
    streams: Schema.optionalKey(Schema.Record(Schema.String, Offered))
  })
)

const decode = Schema.decodeUnknownOption(Output)

const engines: Readonly<Record<string, "hls" | "stream">> = { hls: "hls", http: "stream" }

/** Streams that are called by their lines, the most that are wished for first; then what is called best. */
const ranked = (names: ReadonlyArray<string>, lines: number): ReadonlyArray<string> => {
  const linesOf = (name: string) => Number(/^(\d+)p/.exec(name)?.[1] ?? Number.NaN)
  const fitting = names.filter((name) => linesOf(name) <= lines).sort((a, b) => linesOf(b) - linesOf(a))
  return [...fitting, "best", ...names]
}

/** What the name of a stream tells of its picture: `720p60`. */
const qualityOf = (name: string): ReadonlyArray<Quality> => {
  const [, height, framerate] = /^(\d{2,4})p(\d{2,3})?/.exec(name) ?? []
  if (height === undefined) return []
  return [{ height: Number(height), ...(framerate === undefined ? {} : { framerate: Number(framerate) }) }]
}

/** Where it believes its ffmpeg to be: it would join picture and sound by itself, and tell no address of either. */
const noFfmpeg = "/dev/null/ffmpeg"

/** What streamlink is told, as the lines of a file of options. */
export const options = ({ cookies, headers, proxy, url }: Given): string =>
  [
    `url=${url}`,
    "json",
    `ffmpeg-ffmpeg=${noFfmpeg}`,
    ...(cookies === undefined ? [] : [`http-cookies-file=${cookies}`]),
    ...headers.map(([name, value]) => `http-header=${name}=${value}`),
    ...(proxy === undefined ? [] : [`http-proxy=${proxy}`]),
    ""
  ].join("\n")

/** What streamlink says of a page, of which so many lines are wished. */
export const read = (output: string, host: string, lines: number): Answer => {
  const found = Option.getOrUndefined(decode(output))
  if (found === undefined) return { _tag: "Unknown" }
  const { error, metadata, streams = {} } = found
  if (error !== undefined) {
    if (/No plugin can handle URL/.test(error)) return { _tag: "Unknown" }
    return /No playable streams/.test(error) ? offAir() : failureOf(error, host)
  }
  for (const name of ranked(Object.keys(streams), lines)) {
    const { headers = {}, master, type = "", url } = streams[name] ?? {}
    const engine = engines[type]
    const at = master ?? url
    if (engine === undefined || at === undefined) continue
    const resolved = {
      url: at,
      engine,
      headers: Object.entries(headers),
      title: aboutText(metadata?.title),
      author: aboutText(metadata?.author),
      thumbnail: undefined,
      qualities: distinct(Object.keys(streams).flatMap(qualityOf))
    }
    return { _tag: "Resolved", resolved }
  }
  return { _tag: "Unknown" }
}
