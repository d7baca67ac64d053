import { Effect } from "effect"
import { lossOf } from "../../domain/recordings/Held.ts"
import type { Filed } from "../../domain/recordings/OnDisk.ts"
import { type Stall, stalls } from "../../domain/recordings/Stalls.ts"
import { causeWords } from "../../domain/supervision/causeWords.ts"
import { lossyCause } from "../../domain/supervision/LossyCause.ts"
import type { Run } from "../../domain/supervision/Run.ts"
import { earliest, latest, type Millis } from "../../domain/values/Time.ts"
import type { JournalEntry } from "../../ports/Journal.ts"
import type { MediaFile } from "../../ports/MediaFiles.ts"
import { PlaybackIndex } from "../../ports/PlaybackIndex.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import { unlessAway } from "../../ports/storeAway.ts"
import { WorkerEvents } from "../../ports/WorkerEvents.ts"
import { timeline } from "../../runtime/Timeline.ts"

/** The time in which a recording grew, as far as that is on record. */
const grewFor = ({ endedAt, startedAt }: Filed, still: ReadonlyArray<Stall>): Millis =>
  still.reduce(
    (left, { from, to }) => left - Math.max(0, earliest(to ?? endedAt, endedAt) - latest(from, startedAt)),
    endedAt - startedAt
  )

/**
 * What is lost of the recordings of a run whose recorder tells nothing of losses: their files hold less than the time in which they grew. A
 * recording with a file that can't be read so tells nothing.
 */
export const lossesOnDisk = Effect.gen(function* () {
  const index = yield* PlaybackIndex
  const stored = yield* WorkerEvents
  const { fromWall } = yield* timeline

  return Effect.fnUntraced(function* (
    source: StoredSource,
    { pid, sourceId, taskId }: Run,
    recordings: ReadonlyArray<Filed>,
    files: ReadonlyArray<MediaFile>
  ) {
    const [first, last] = [recordings[0], recordings.at(-1)]
    if (first === undefined || last === undefined) return []
    const past = yield* unlessAway(stored.past(sourceId, first.startedAt, last.endedAt), null)
    if (past === null) return []
    const still = stalls(past)
    const found: Array<JournalEntry> = []
    for (const recording of recordings) {
      const own = files.filter(({ path }) => recording.paths.includes(path))
      const held = yield* index.contents(source, own)
      if (own.some(({ path }) => !held.has(path))) continue
      const loss = lossOf(grewFor(recording, still), [...held.values()])
      if (loss === null) continue
      const cause = lossyCause(loss)
      const what = { pid, exitCode: null, taskId, detail: causeWords(cause), cause }
      found.push({ _tag: "event", event: { sourceId, type: "lossy", ...what, at: fromWall(recording.endedAt) } })
    }
    return found
  })
})
