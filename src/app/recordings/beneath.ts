import { Effect } from "effect"
import { tellBytes } from "../../domain/values/Sizes.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import type { LiveState } from "../supervision/live/LiveState.ts"

/** So many files of each source are counted. */
const most = 100

/** Tells of what lies where a share is not mounted: what recorders wrote there before they were stopped hides beneath it when it is back. */
export const tellBeneath = (live: LiveState["Service"]) =>
  Effect.gen(function* () {
    const media = yield* MediaFiles
    let [files, bytes] = [0, 0]
    for (const { sourceId } of live.openRuns()) {
      const source = live.source(sourceId)
      const listed = source === undefined ? null : yield* Effect.option(media.list(source, { limit: most }))
      if (listed?._tag !== "Some") continue
      files += listed.value.files.length
      bytes += listed.value.files.reduce((sum, file) => sum + file.bytes, 0)
    }
    if (files === 0) return
    const what = files === 1 ? "1 file was" : `${files} files were`
    yield* Effect.logWarning(
      `${what} written beneath the share, ${tellBytes(bytes)}: move what lies in the folder before the share is mounted again, or it stays hidden there`
    ).pipe(Effect.annotateLogs({ folder: media.root }))
  })
