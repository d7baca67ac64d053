import { join } from "node:path"
import { afterAll, vi } from "vitest"
import { cut, listOf, movie } from "../made.ts"
import { type Answer, bytes, type ScriptedOrigin, text } from "../ScriptedOrigin.ts"

/** Lets streamlink know the site of these tests, for the rest of this file: it finds it where a user's own plugins are. */
export const withPlugins = () => {
  vi.stubEnv("XDG_DATA_HOME", join(import.meta.dirname, "plugins"))
  afterAll(() => void vi.unstubAllEnvs())
}

let made: ReturnType<typeof cut> | undefined

/** Shows a live stream at a site; answers its address. */
export const live = (site: ScriptedOrigin): string => {
  made ??= cut(movie(6), "mpegts", ["0"])
  for (const [n, { bytes: body }] of made.segments.entries()) site.answer(`/ts-${n}`, bytes(body))
  site.answer("/ts.m3u8", text(listOf(made, "ts-", 0, made.segments.length - 1, false)))
  const variant = '#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=160x90,CODECS="avc1.42c01e,mp4a.40.2"'
  site.answer("/live.m3u8", text(["#EXTM3U", variant, "ts.m3u8", ""].join("\n")))
  return `${site.url}/live.m3u8`
}

/** A page of the site; with `data-live` in its body streamlink knows what it shows, with `data-title` and `data-author` what that is called. */
export const page =
  (body: string): Answer =>
  (response) =>
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<!doctype html><html><head><title>News</title></head><body>${body}</body></html>`)
