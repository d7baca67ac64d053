import { Effect } from "effect"
import { type HttpServerRequest, HttpServerResponse } from "effect/http"
import type { MediaFile, OpenFile } from "../ports/MediaFiles.ts"
import { alsoSet } from "./Answers.ts"
import { RangeNotSatisfiable, saying } from "./api/Problems.ts"
import { HttpSettings } from "./HttpSettings.ts"
import { isKnown } from "./listing.ts"
import { rangeOf } from "./ranges.ts"

const types: Readonly<Record<string, string>> = {
  ts: "video/mp2t",
  mp4: "video/mp4",
  mkv: "video/x-matroska",
  webm: "video/webm",
  flv: "video/x-flv",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  aac: "audio/aac",
  ogg: "audio/ogg",
  opus: "audio/ogg",
  jpg: "image/jpeg"
}

const typeOf = (name: string): string => types[/\.([a-z0-9]+)$/.exec(name)?.[1] ?? ""] ?? "application/octet-stream"

/** Says that a browser is to save what it gets, and under which name. */
export const attachment = (name: string): string =>
  `attachment; filename="${name.replaceAll(/[^ -~]|["\\]/g, "_")}"; filename*=UTF-8''${encodeURIComponent(name)}`

const encoded = (path: string): string => path.split("/").map(encodeURIComponent).join("/")

const headersOf = (file: MediaFile, download: boolean) => ({
  "content-type": typeOf(file.name),
  "accept-ranges": "bytes",
  etag: `"${file.modifiedAt.toString(36)}-${file.bytes.toString(36)}"`,
  "cache-control": "private, no-cache",
  ...(download ? { "content-disposition": attachment(file.name) } : {})
})

/** Sends a file below the recordings' root, or a range of it; behind a proxy that can, the proxy is told to. Who may have it is decided before. */
export const sending = Effect.gen(function* () {
  const { mediaAccel } = yield* HttpSettings

  const direct = Effect.fnUntraced(function* (
    request: HttpServerRequest.HttpServerRequest,
    { file, read }: OpenFile,
    headers: ReturnType<typeof headersOf>
  ) {
    const ifRange = request.headers["if-range"]
    const asked = ifRange !== undefined && ifRange !== headers.etag ? undefined : request.headers["range"]
    const range = rangeOf(asked, file.bytes)
    if (range === "unsatisfiable") {
      yield* alsoSet({ "content-range": `bytes */${file.bytes}` })
      return yield* new RangeNotSatisfiable(saying(`The file has ${file.bytes} bytes; the range begins behind them.`))
    }
    if (file.bytes === 0) return HttpServerResponse.uint8Array(new Uint8Array(0), { headers })
    const { end, start } = range ?? { start: 0, end: file.bytes - 1 }
    return HttpServerResponse.stream(read({ start, end }), {
      status: range === null ? 200 : 206,
      contentType: headers["content-type"],
      contentLength: end - start + 1,
      headers: range === null ? headers : { ...headers, "content-range": `bytes ${start}-${end}/${file.bytes}` }
    })
  })

  return Effect.fnUntraced(function* (
    request: HttpServerRequest.HttpServerRequest,
    found: OpenFile,
    asAttachment: boolean
  ) {
    const headers = headersOf(found.file, asAttachment)
    if (isKnown(request, headers.etag)) return HttpServerResponse.empty({ status: 304, headers })
    if (!mediaAccel) return yield* direct(request, found, headers)
    const { "accept-ranges": _its, etag: _own, ...kept } = headers
    return HttpServerResponse.empty({
      status: 200,
      headers: { ...kept, "x-accel-redirect": `/_media/${encoded(found.path)}` }
    })
  })
})
