import { Context, Effect, Layer, Option, Queue } from "effect"
import { deletions } from "../../domain/recordings/Deletions.ts"
import { missing, type Parts } from "../../domain/recordings/Missing.ts"
import type { NewWorkerEvent } from "../../domain/supervision/WorkerEvent.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import { type Instant, later, type Millis } from "../../domain/values/Time.ts"
import { Journal } from "../../ports/Journal.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import { unlessAway } from "../../ports/storeAway.ts"
import { WorkerEvents } from "../../ports/WorkerEvents.ts"
import * as Loop from "../../runtime/Loop.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { filesInParts } from "./filesInParts.ts"

/** From one source to the next, so that the disk is left to those who write. */
const pace: Millis = 1_000

/** How often all sources are looked at, at most. */
const round: Millis = 3_600_000

/** What is missing must be so for this long: files are moved, and a share may be away before that is known. */
const doubt: Millis = 10_000

/** So many files are asked for at a time, and at most so often. */
const atATime = 2_000
const mostParts = 50

/** So many recordings of a source, the newest, are looked for. */
const mostRecordings = 2_000

/** Notices recordings whose files somebody deleted by hand, and those that are there again. */
export class MissingFiles extends Context.Service<
  MissingFiles,
  {
    /** Somebody looks at the files of this source: so does this, soon. */
    readonly look: (id: SourceId) => void
  }
>()("sticky-dvr/app/recordings/MissingFiles") {}

const isNothing = ({ stretches }: Parts): boolean => stretches.length === 0

/**
 * Compares what is on record with what is on the disk: source by source at the backend that leads, as long as something is recorded, for a
 * disk that nobody writes to is left to sleep; and any source whose files somebody asks for. Nothing is concluded where the
 * recordings' folder is not well, a list is not whole, or a driver has no folder.
 */
export const layer = Layer.effect(
  MissingFiles,
  Effect.gen(function* () {
    const live = yield* LiveState
    const media = yield* MediaFiles
    const journal = yield* Journal
    const stored = yield* WorkerEvents
    const { now, toWall } = yield* timeline
    const asked = yield* Queue.sliding<SourceId>(1_000)
    const doubted = new Map<SourceId, { readonly at: Instant; readonly what: string }>()
    let all: ReadonlyArray<SourceId> = []
    let at = 0
    let begun = Number.NEGATIVE_INFINITY

    const compare = Effect.fnUntraced(function* (source: StoredSource) {
      const records = yield* stored.recordings(source.id, mostRecordings)
      const oldest = records.at(-1)
      if (oldest === undefined || !(yield* media.has(source.driver))) return null
      const { files, isWhole } = yield* filesInParts(media, source, { atATime, mostParts })
      // Only now is it known that the folder was well all the while.
      if (!isWhole || live.storage().obstacle !== null) return null
      const past = yield* stored.past(source.id, oldest.startedAt, toWall(now()))
      return missing(files, records, deletions(past))
    })

    const look = Effect.fnUntraced(function* (id: SourceId) {
      const source = live.source(id)
      if (source === undefined || live.storage().obstacle !== null) return
      const compared = yield* compare(source)
      if (compared === null || (isNothing(compared.gone) && isNothing(compared.found))) {
        doubted.delete(id)
        return
      }
      const what = JSON.stringify(compared)
      const before = doubted.get(id)
      if (before?.what !== what || now() < later(before.at, doubt)) {
        if (before?.what !== what) doubted.set(id, { at: now(), what })
        return
      }
      doubted.delete(id)
      const event = (type: "deleted" | "found", parts: Parts, detail: string) => {
        const cause = { kind: type, stretches: [...parts.stretches], bytes: parts.bytes }
        const told: NewWorkerEvent = {
          sourceId: id,
          type,
          pid: null,
          exitCode: null,
          taskId: null,
          detail,
          cause,
          at: toWall(now())
        }
        return isNothing(parts) ? [] : [{ _tag: "event", event: told } as const]
      }
      yield* journal.write([
        ...event("deleted", compared.gone, "their files are gone from the disk"),
        ...event("found", compared.found, "their files are on the disk again")
      ])
    })

    /** The next source of a round; null while none goes on. */
    const nextOfRound = (): SourceId | null => {
      const isRecording = live.openRuns().some(({ capture }) => capture.state === "recording")
      if (!live.leading() || !isRecording) return null
      if (at >= all.length && now() >= begun + round) {
        begun = now()
        at = 0
        all = [...live.sources()].map(({ id }) => id)
      }
      const next = all[at]
      at += 1
      return next ?? null
    }

    /** What was doubted for long enough. */
    const due = (): SourceId | null => {
      for (const [id, { at }] of doubted) if (now() >= later(at, doubt)) return id
      return null
    }

    yield* Loop.run(
      "recordings whose files are gone",
      Effect.gen(function* () {
        const wanted = yield* Effect.timeoutOption(Queue.take(asked), pace)
        const next = Option.getOrElse(wanted, () => due() ?? nextOfRound())
        if (next !== null) yield* unlessAway(look(next), undefined)
      })
    )

    return MissingFiles.of({ look: (id) => void Queue.offerUnsafe(asked, id) })
  })
)
