import { createDecipheriv } from "node:crypto"
import { Context, Effect, Layer, Semaphore, Stream } from "effect"
import { concat } from "../media/Bytes.ts"
import { hostOf, type OpenRange, Origin, type Refusal, Trouble } from "./Origin.ts"
import type { Aes128, Resource } from "./Playlist.ts"

/** The plain bytes of segments. */
export class SegmentBytes extends Context.Service<
  SegmentBytes,
  {
    /** Bytes of `segment` after the first `from`, as they arrive. */
    readonly after: (segment: Resource, from: number) => Stream.Stream<Uint8Array, Refusal>
    /** All bytes of what a player needs before a segment, fetched once for all segments after it. */
    readonly map: (map: Resource) => Effect.Effect<Uint8Array, Refusal>
  }
>()("sticky-dvr/recorder/SegmentBytes") {}

export const layer = Layer.effect(
  SegmentBytes,
  Effect.gen(function* () {
    const origin = yield* Origin
    const keys = yield* remembering
    const maps = yield* remembering

    const atMost = (stream: Stream.Stream<Uint8Array, Refusal>, length: number, url: string, what: string) =>
      Effect.gen(function* () {
        let all: Uint8Array = new Uint8Array()
        yield* Stream.runForEach(stream, (bytes) => {
          all = concat(all, bytes)
          return all.length > length ? Effect.fail(tooLong(url, what)) : Effect.void
        })
        return all
      })

    const fetchKey = Effect.fnUntraced(function* (url: string) {
      const key = yield* atMost((yield* origin.bytes(url, undefined)).stream, 16, url, "key")
      return key.length === 16 ? key : yield* tooLong(url, "key")
    })

    const plain = ({ range, url }: Resource, from: number) =>
      Stream.unwrap(
        Effect.gen(function* () {
          const wanted = rangeOf(range, from)
          const { stream, whole } = yield* origin.bytes(url, wanted)
          const start = whole ? (wanted?.offset ?? 0) : 0
          return slice(stream, start, range === undefined ? undefined : range.length - from)
        })
      )

    const decrypted = (segment: Resource, { iv, url }: Aes128, from: number) =>
      Stream.unwrap(
        Effect.gen(function* () {
          const key = yield* keys(url, fetchKey(url))
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

    const after = (segment: Resource, from: number) =>
      segment.key === undefined ? plain(segment, from) : decrypted(segment, segment.key, from)

    return SegmentBytes.of({
      after,
      map: (map) =>
        maps(
          `${map.range?.offset} ${map.range?.length} ${map.url}`,
          atMost(after(map, 0), longestMap, map.url, "header")
        )
    })
  })
)

/** What is fetched once, as long as it is one of the last that were asked for. */
const remembering = Effect.map(Semaphore.make(1), (once) => {
  const known = new Map<string, Uint8Array>()
  return <E>(name: string, fetch: Effect.Effect<Uint8Array, E>) =>
    once.withPermit(
      Effect.gen(function* () {
        const found = known.get(name) ?? (yield* fetch)
        known.delete(name)
        known.set(name, found)
        for (const oldest of known.keys()) if (known.size > mostRemembered) known.delete(oldest)
        return found
      })
    )
})

/** Keys and headers that change to and fro are fetched once. */
const mostRemembered = 8

const longestMap = 1024 * 1024

const tooLong = (url: string, what: string) =>
  new Trouble({
    message: `the stream's ${what} is not as long as it must be`,
    hindrance: { kind: "unreadable", host: hostOf(url) }
  })

const rangeOf = (range: Resource["range"], from: number): OpenRange | undefined => {
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
