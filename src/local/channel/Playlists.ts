import { DateTime } from "effect"
import type { Window } from "./Broadcast.ts"
import { partMillis } from "./LoopedStream.ts"

/** The media playlist (RFC 8216) of what is on the air. */
export const media = ({ breaks, first, last }: Window): string => {
  const segments = Array.from({ length: last - first + 1 }, (_, i) => first + i)
  return [
    "#EXTM3U",
    "#EXT-X-VERSION:3",
    `#EXT-X-TARGETDURATION:${Math.ceil(partMillis / 1000)}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${breaks}`,
    `#EXT-X-PROGRAM-DATE-TIME:${DateTime.formatIso(DateTime.makeUnsafe(first * partMillis))}`,
    ...segments.flatMap((sequence) => [`#EXTINF:${(partMillis / 1000).toFixed(3)},`, `${sequence}.ts`]),
    ""
  ].join("\n")
}

/** The only rendition is the loop's own: 640x360 at 25 pictures a second. */
export const master = [
  "#EXTM3U",
  "#EXT-X-VERSION:3",
  '#EXT-X-STREAM-INF:BANDWIDTH=220000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=25.000',
  "index.m3u8",
  ""
].join("\n")
