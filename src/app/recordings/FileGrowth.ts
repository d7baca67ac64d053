import { Effect, Layer, Option } from "effect"
import { tolerance } from "../../domain/recordings/OnDisk.ts"
import { type Newest, seenOnDisk } from "../../domain/supervision/Growth.ts"
import { type Run, tellsNothing } from "../../domain/supervision/Run.ts"
import { later } from "../../domain/values/Time.ts"
import { type MediaFile, MediaFiles } from "../../ports/MediaFiles.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import * as Loop from "../../runtime/Loop.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { recordedFiles } from "./recordedFiles.ts"

/** How often files are looked at that nobody tells of. */
const pace = "15 seconds"

/**
 * Watches the files of recorders that tell nothing of what they do, as streamlink, yt-dlp and ffmpeg: one whose newest file grows records.
 * Such a recorder is looked at at every backend, as others are heard at every backend.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const live = yield* LiveState
    const media = yield* MediaFiles
    const filesOf = yield* recordedFiles
    const { fromWall, now, toWall } = yield* timeline

    const folderOf = ({ driver, username }: StoredSource): string => `${media.root}/${driver}/${username}/`

    /** The file that is known of, if it has grown: then no folder is read. */
    const stillGrowing = Effect.fnUntraced(function* (stored: StoredSource, { file, fileBytes }: Run["capture"]) {
      const folder = folderOf(stored)
      if (file === null || !file.startsWith(folder)) return null
      const opened = yield* Effect.option(media.open(stored, file.slice(folder.length)))
      return Option.isSome(opened) && opened.value.file.bytes > fileBytes ? opened.value.file : null
    })

    /** Of the files that were begun since the run was, the one that was written last; what the others hold is noted. */
    const newestOf = Effect.fnUntraced(function* (stored: StoredSource, run: Run) {
      const since = later(toWall(run.startedAt ?? run.createdAt), -tolerance)
      const files = yield* filesOf(stored, since)
      const own = files.filter(({ startedAt }) => startedAt >= since)
      const newest = own.reduce<MediaFile | null>(
        (last, file) => (last === null || file.modifiedAt > last.modifiedAt ? file : last),
        null
      )
      if (newest === null) return null
      const others = own.reduce((sum, { bytes }) => sum + bytes, -newest.bytes)
      live.setMeasured(run.taskId, {
        file: folderOf(stored) + newest.path,
        own: newest.bytes,
        recording: others,
        session: others
      })
      return newest
    })

    const look = Effect.fnUntraced(function* (stored: StoredSource, run: Run) {
      const found = (yield* stillGrowing(stored, run.capture)) ?? (yield* newestOf(stored, run))
      const known = live.run(run.taskId)
      // It may have told something, or ended, meanwhile; and a folder that is away has no files.
      if (known === undefined || !tellsNothing(known.capture) || live.storage().obstacle !== null) return
      const newest: Newest | null =
        found === null
          ? null
          : {
              file: folderOf(stored) + found.path,
              bytes: found.bytes,
              startedAt: fromWall(found.startedAt),
              modifiedAt: fromWall(found.modifiedAt)
            }
      live.apply(seenOnDisk(known, newest, now()))
    })

    yield* Loop.run(
      "files of recorders that tell nothing",
      Effect.gen(function* () {
        yield* Effect.sleep(pace)
        if (live.storage().obstacle !== null) return
        for (const run of live.openRuns()) {
          const stored = live.source(run.sourceId)
          if (stored !== undefined && run.phase === "running" && tellsNothing(run.capture)) yield* look(stored, run)
        }
      })
    )
  })
)
