import { Context, Effect, Layer } from "effect"
import type { OverseerEvent } from "../../../domain/supervision/OverseerEvent.ts"
import type { SourceId } from "../../../domain/values/Ids.ts"
import type { Instant } from "../../../domain/values/Time.ts"
import * as Time from "../../../runtime/Time.ts"
import { bySource } from "../live/bySource.ts"
import { LiveState } from "../live/LiveState.ts"

/** A line that a source's recorder printed. `seq` grows by one with each line of a source; a gap means that lines were dropped. */
export interface LogLine {
  readonly seq: number
  readonly at: Instant
  readonly stream: "stdout" | "stderr"
  readonly line: string
}

/** The last 500 lines of each source that there is, in memory only. */
export class SourceLog extends Context.Service<
  SourceLog,
  {
    /** Lines with a `seq` above `after`, oldest first, at most `limit`. */
    readonly lines: (id: SourceId, after: number, limit: number) => Effect.Effect<ReadonlyArray<LogLine>>
  }
>()("sticky-dvr/app/supervision/overseer/SourceLog") {}

/** Takes the lines in; never waits. */
export class SourceLogWriter extends Context.Service<
  SourceLogWriter,
  {
    readonly append: (id: SourceId, event: Extract<OverseerEvent, { _tag: "output" }>) => void
    /** Leaves a gap of so many lines. */
    readonly missed: (id: SourceId, lines: number) => void
  }
>()("sticky-dvr/app/supervision/overseer/SourceLogWriter") {}

const mostLines = 500
/** A longer line is cut: what is kept of all sources must stay small. */
const longestLine = 4_000

const [encoder, decoder] = [new TextEncoder(), new TextDecoder()]

/** The same text in memory of its own: a part of a text keeps the whole of it. */
const apart = (part: string): string => decoder.decode(encoder.encode(part))

interface Ring {
  next: number
  lines: Array<LogLine>
}

export const layer = Layer.effectContext(
  Effect.gen(function* () {
    const rings = yield* bySource<Ring>(yield* LiveState)
    // Numbers begin at the second of the start, so that a page that asks for what is new gets it after a restart as well.
    const first = Math.floor((yield* Time.now) / 1000) * 1000

    const ringOf = (id: SourceId): Ring => {
      const known = rings.get(id)
      if (known !== undefined) return known
      const made = { next: first, lines: [] }
      rings.set(id, made)
      return made
    }

    const writer = SourceLogWriter.of({
      append: (id, event) => {
        const ring = ringOf(id)
        const line = event.line.length > longestLine ? `${apart(event.line.slice(0, longestLine))}…` : event.line
        ring.lines.push({ seq: ring.next, at: event.at, stream: event.stream, line })
        ring.next += 1
        if (ring.lines.length > 2 * mostLines) ring.lines = ring.lines.slice(-mostLines)
      },
      missed: (id, lines) => {
        ringOf(id).next += lines
      }
    })
    const reader = SourceLog.of({
      lines: (id, after, limit) =>
        Effect.sync(() =>
          (rings.get(id)?.lines ?? [])
            .slice(-mostLines)
            .filter((line) => line.seq > after)
            .slice(-limit)
        )
    })
    return Context.make(SourceLogWriter, writer).pipe(Context.add(SourceLog, reader))
  })
)
