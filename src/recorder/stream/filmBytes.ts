import { Effect, Stream } from "effect"
import type { Bytes, Origin, Refusal } from "../Origin.ts"
import { isFinal, pauseAfter } from "../Trying.ts"

/** So often it is asked for again without a further byte. */
const mostTries = 4

/** The bytes of an answer without the first `skip`. */
const without = (stream: Bytes["stream"], skip: number): Bytes["stream"] =>
  Stream.suspend(() => {
    let left = skip
    return Stream.map(stream, (bytes) => {
      const from = Math.min(left, bytes.length)
      left -= from
      return bytes.subarray(from)
    })
  })

/** All of a film, each byte once: where its first answer breaks off it goes on with what is missing, as long as the same film is at the address. */
export const filmBytes = (
  origin: Origin["Service"],
  url: string,
  first: Bytes,
  retryDelay: number
): Stream.Stream<Uint8Array, Refusal> =>
  Stream.suspend(() => {
    let received = 0
    let tries = 0

    const counted = (stream: Bytes["stream"]) =>
      Stream.map(stream, (bytes) => {
        received += bytes.length
        if (bytes.length > 0) tries = 0
        return bytes
      })

    const rest = (failure: Refusal): Stream.Stream<Uint8Array, Refusal> =>
      Stream.unwrap(
        Effect.gen(function* () {
          if (tries >= mostTries) return yield* failure
          tries += 1
          yield* Effect.sleep(pauseAfter(failure, tries, retryDelay))
          const answer = yield* origin.bytes(url, { offset: received })
          if (answer.edition !== first.edition) {
            yield* Effect.ignore(Stream.runHead(answer.stream))
            return yield* failure
          }
          return Stream.catch(counted(answer.whole ? without(answer.stream, received) : answer.stream), rest)
        }).pipe(
          Effect.catch((again) =>
            again === failure || isFinal(again) ? Effect.fail(failure) : Effect.succeed(rest(again))
          )
        )
      )

    return Stream.catch(counted(first.stream), rest)
  })
