import { Effect, type Stream } from "effect"
import type { Hindrance } from "../domain/supervision/Cause.ts"
import { later } from "../domain/values/Time.ts"
import { steady } from "../runtime/Time.ts"
import * as Endless from "./Endless.ts"
import type { Media } from "./Events.ts"
import { losing as countingLosses } from "./Losing.ts"
import type { Ending } from "./PlaylistFollower.ts"
import { Troubles } from "./Troubles.ts"
import { writing } from "./Writing.ts"

/** A stream that flows until it ends, with what is known of it. */
export interface Flow {
  readonly bytes: Stream.Stream<Uint8Array>
  readonly container: "ts" | "mp4"
  readonly seen: Partial<Media>
  readonly host: string
  /** What it ended by, once it has ended; nothing where the broadcast did. */
  readonly fault: Effect.Effect<Hindrance | undefined>
}

/** Milliseconds. */
export interface Pace {
  readonly segmentLength: number
  readonly segmentTimeout: number
}

/** Writes a stream that flows to files, until it ends or is silent for too long. */
export const capturing = Effect.fnUntraced(function* ({ segmentLength, segmentTimeout }: Pace) {
  const troubles = yield* Troubles
  const losing = yield* countingLosses
  let heard = yield* steady
  const came = Effect.map(steady, (now) => {
    heard = now
  })
  const write = yield* writing(segmentLength, losing, { came, whole: Effect.andThen(came, troubles.over) })

  const silence = Effect.gen(function* () {
    for (;;) {
      const left = later(heard, segmentTimeout) - (yield* steady)
      if (left <= 0) return { kind: "timeout" } as const
      yield* Effect.sleep(left)
    }
  })

  return Effect.fnUntraced(function* ({ bytes, container, fault, host, seen }: Flow) {
    heard = yield* steady
    losing.proven = false
    const tracks = [yield* Endless.items(bytes, container)]
    const written = Effect.as(
      write(tracks, () => seen),
      undefined
    )
    const silent = yield* Effect.raceFirst(written, silence)
    const hindrance: Hindrance | undefined = silent === undefined ? yield* fault : { ...silent, host }
    if (hindrance === undefined) return "stream_end" satisfies Ending
    yield* troubles.failed(hindrance)
    return "timeout" satisfies Ending
  }, Effect.scoped)
})
