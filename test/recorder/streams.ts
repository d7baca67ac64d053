/** Seconds of each made-up segment, so short that playlists move fast. */
export const segmentSeconds = 0.1

/** `packets` transport stream packets that tell which segment they are of. */
export const transport = (segment: number, packets = 20): Uint8Array => {
  const bytes = new Uint8Array(packets * 188)
  for (let i = 0; i < packets; i++)
    bytes.set([0x47, 0x01, 0x00, 0x10 | (i % 16), segment & 0xff, segment >> 8, i], i * 188)
  return bytes
}

/** The segments that bytes were made of, in order; fails on a packet out of place. */
export const segmentsIn = (bytes: Uint8Array, packets = 20): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let at = 0; at < bytes.length; at += 188) {
    const segment = (bytes[at + 4] ?? 0) | ((bytes[at + 5] ?? 0) << 8)
    const expected = (at / 188) % packets
    if (bytes[at] !== 0x47 || bytes[at + 6] !== expected) throw new Error(`packet ${at / 188} is out of place`)
    if (expected === 0) found.push(segment)
  }
  return found
}

export interface Listing {
  readonly ended?: boolean
  readonly discontinuityBefore?: number
  readonly prefix?: string
  readonly extra?: (sequence: number) => ReadonlyArray<string>
}

/** A media playlist of segments `first` to `last`, named `<prefix><number>.ts`. */
export const playlist = (first: number, last: number, listing: Listing = {}): string =>
  [
    "#EXTM3U",
    "#EXT-X-VERSION:6",
    "#EXT-X-TARGETDURATION:1",
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ...Array.from({ length: last - first + 1 }, (_, i) => first + i).flatMap((sequence) => [
      ...(listing.discontinuityBefore === sequence ? ["#EXT-X-DISCONTINUITY"] : []),
      ...(listing.extra?.(sequence) ?? []),
      `#EXTINF:${segmentSeconds},`,
      `${listing.prefix ?? ""}${sequence}.ts`
    ]),
    ...(listing.ended === true ? ["#EXT-X-ENDLIST"] : []),
    ""
  ].join("\n")
