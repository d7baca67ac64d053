import { Effect } from "effect"
import { listOf, type Made } from "./made.ts"
import { bytes, scriptedOrigin, text } from "./ScriptedOrigin.ts"

/** An origin of made streams by name, whose playlists show one more segment each time they are asked for, and in the end all. */
export const madeOrigin = Effect.fnUntraced(function* (
  streams: { readonly [name: string]: Made },
  lines: ReadonlyArray<string> = []
) {
  const site = yield* scriptedOrigin
  for (const [name, made] of Object.entries(streams)) {
    if (made.header !== undefined) site.answer(`/${name}-init`, bytes(made.header))
    for (const [n, segment] of made.segments.entries()) site.answer(`/${name}-${n}`, bytes(segment.bytes))
    let newest = 3
    site.answer(`/${name}.m3u8`, (response) => {
      const last = made.segments.length - 1
      newest = Math.min(last, newest + 2)
      response.end(listOf(made, `${name}-`, 0, newest, newest === last))
    })
  }
  site.answer("/master.m3u8", text(["#EXTM3U", ...lines, ""].join("\n")))
  return site
})
