import { promisify } from "node:util"
import * as zlib from "node:zlib"
import * as NodeStream from "@effect/platform-node/NodeStream"
import { Effect, type Stream } from "effect"

/** What an answer may be packed with (RFC 9110, 8.4.1), and how it is unpacked at once and piece by piece. */
const encodings = {
  gzip: { whole: promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gunzip), pieces: zlib.createGunzip },
  deflate: { whole: promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.inflate), pieces: zlib.createInflate },
  br: {
    whole: promisify<zlib.InputType, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
    pieces: zlib.createBrotliDecompress
  }
} as const

/** What is asked for. */
export const accepted = Object.keys(encodings).join(", ")

const find = (header: string | undefined) => {
  const name = header?.trim().toLowerCase().replace(/^x-/, "") ?? ""
  return Object.hasOwn(encodings, name) ? encodings[name as keyof typeof encodings] : undefined
}

/** Whether bytes come otherwise than they are, by a Content-Encoding header. */
export const isEncoded = (header: string | undefined): boolean => find(header) !== undefined

/** The text of an answer with this header; fails where it is not packed as it says, or longer than `limit` bytes. */
export const unpack = (header: string | undefined, packed: ArrayBuffer, limit: number) => {
  const encoding = find(header)
  const bytes = Buffer.from(packed)
  return encoding === undefined
    ? Effect.succeed(bytes)
    : Effect.tryPromise(() => encoding.whole(bytes, { maxOutputLength: limit }))
}

/** The same of bytes as they arrive. */
export const unpacking = <E, E2>(
  header: string | undefined,
  stream: Stream.Stream<Uint8Array, E>,
  onError: () => E2
): Stream.Stream<Uint8Array, E | E2> => {
  const encoding = find(header)
  return encoding === undefined
    ? stream
    : NodeStream.pipeThroughDuplex(stream, { evaluate: () => encoding.pieces(), onError })
}
