import { createDecipheriv } from "node:crypto"
import { Context, Effect, Layer, Stream } from "effect"
import { hostOf, type OpenRange, Origin, type Refusal, Trouble } from "./Origin.ts"
import type { Aes128, MediaSegment } from "./Playlist.ts"

/** The plain bytes of segments. */
export class SegmentBytes extends Context.Service<
  SegmentBytes,
  {
    /** Bytes of `segment` after the first `from`, as they arrive. */
    readonly after: (segment: MediaSegment, from: number) => Stream.Stream<Uint8Array, Refusal>
  }
>()("sticky-dvr/recorder/SegmentBytes") {}

export const layer = Layer.effect(
  SegmentBytes,
  Effect.gen(function* () {
    const origin = yield* Origin
    let cached: { readonly url: string; readonly key: Uint8Array } | undefined

    const keyAt = Effect.fnUntraced(function* (url: string) {
      if (cached?.url === url) return cached.key
      const { stream } = yield* origin.bytes(url, undefined)
      const key = new Uint8Array(yield* Stream.runCollect(Stream.take(Stream.flattenIterable(stream), 17)))
      if (key.length !== 16)
        return yield* new Trouble({
          message: "the stream's key is not 16 bytes long",
          hindrance: { kind: "unreadable", host: hostOf(url) }
        })
      cached = { url, key }
      return key
    })

    const plain = ({ range, url }: MediaSegment, from: number) =>
      Stream.unwrap(
        Effect.gen(function* () {
          const wanted = rangeOf(range, from)
          const { stream, whole } = yield* origin.bytes(url, wanted)
          const start = whole ? (wanted?.offset ?? 0) : 0
          return slice(stream, start, range === undefined ? undefined : range.length - from)
        })
      )

    const decrypted = (segment: MediaSegment, { iv, url }: Aes128, from: number) =>
      Stream.unwrap(
        Effect.gen(function* () {
          const key = yield* keyAt(url)
          const decipher = createDecipheriv("aes-128-cbc", key, iv)
          const end = Effect.try({
            try: () => new Uint8Array(decipher.final()),
            catch: () =>
              new Trouble({
                message: "the segment can't be decrypted",
                hindrance: { kind: "unreadable", host: hostOf(segment.url) }
              })
          })
          const clear = Stream.map(plain(segment, 0), (bytes) => new Uint8Array(decipher.update(bytes)))
          return slice(Stream.concat(clear, Stream.fromEffect(end)), from, undefined)
        })
      )

    return SegmentBytes.of({
      after: (segment, from) =>
        segment.key === undefined ? plain(segment, from) : decrypted(segment, segment.key, from)
    })
  })
)

const rangeOf = (range: MediaSegment["range"], from: number): OpenRange | undefined => {
  if (range !== undefined) return { offset: range.offset + from, length: range.length - from }
  return from > 0 ? { offset: from } : undefined
}

/** The bytes of a stream without the first `skip`, and at most `length` of them. */
const slice = <E>(
  stream: Stream.Stream<Uint8Array, E>,
  skip: number,
  length: number | undefined
): Stream.Stream<Uint8Array, E> =>
  Stream.suspend(() => {
    let passed = 0
    const end = length === undefined ? Number.POSITIVE_INFINITY : skip + length
    return stream.pipe(
      Stream.takeWhile(() => passed < end),
      Stream.map((bytes) => {
        const from = Math.max(0, skip - passed)
        const to = Math.max(from, Math.min(bytes.length, end - passed))
        passed += bytes.length
        return bytes.subarray(from, to)
      })
    )
  })
