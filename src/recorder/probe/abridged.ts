import { Effect, Stream } from "effect"
import { Unreadable } from "../Playlist.ts"

/** Bytes of a playlist's beginning, and of its end, that tell what it offers and what is on air. */
const part = 256 * 1024

/** Bytes; no playlist is longer, packed or not. */
const longest = 16 * 1024 * 1024

const tooLong = new Unreadable({ message: "the playlist is longer than 16 MiB" })

const decoded = (chunks: ReadonlyArray<Uint8Array>): string => new TextDecoder().decode(Buffer.concat(chunks))

/** Two ends of a playlist as one, without the segments that lie between them or are cut in two. */
const joined = (beginning: string, end: string): string => {
  const before = beginning.lastIndexOf("\n#EXTINF")
  const after = end.indexOf("\n#EXT")
  return `${before === -1 ? beginning : beginning.slice(0, before)}${after === -1 ? "" : end.slice(after)}`
}

/** The text of a playlist; of a long one its beginning and its end: however far it unpacks, no more of it is held than these. */
export const abridged = Effect.fnUntraced(function* <E>(stream: Stream.Stream<Uint8Array, E>) {
  const [beginning, end]: [Array<Uint8Array>, Array<Uint8Array>] = [[], []]
  let [length, begun, held] = [0, 0, 0]
  const take = (chunk: Uint8Array) => {
    length += chunk.length
    if (begun < part) {
      begun += chunk.length
      beginning.push(chunk)
      return
    }
    held += chunk.length
    end.push(chunk)
    for (let [first] = end; first !== undefined && held - first.length >= part; [first] = end) {
      held -= first.length
      end.shift()
    }
  }
  yield* Stream.runForEach(stream, (chunk) =>
    Effect.suspend(() => {
      take(chunk)
      return length > longest ? Effect.fail(tooLong) : Effect.void
    })
  )
  return begun + held === length ? decoded([...beginning, ...end]) : joined(decoded(beginning), decoded(end))
})
