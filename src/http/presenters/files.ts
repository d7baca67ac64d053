import { begunAt, lengthOf } from "../../domain/recordings/OnRecord.ts"
import type { Recording } from "../../domain/recordings/Recording.ts"
import type { Instant, Millis } from "../../domain/values/Time.ts"
import type { Conversion } from "../../ports/Converter.ts"
import type { MediaFile } from "../../ports/MediaFiles.ts"

const conversionShown = ({ exitCode, pipeline, restarts, status }: Conversion) => ({
  status,
  pipeline,
  restarts,
  exit_code: exitCode
})

/** What is known of a file beside the disk. */
interface Known {
  /** How long it plays. */
  readonly duration: Millis | undefined
  readonly isOpen: boolean
  readonly conversion: Conversion | undefined
  /** The recording that it belongs to, whether it is the first file of it, and when that grew last, should it go on. */
  readonly recording: Recording | undefined
  readonly isFirst: boolean
  readonly lastByteAt: Instant
}

/** A file of a list, with what is known of it beside the disk. How long it plays is told by its times where nothing else tells. */
export const fileRow = (file: MediaFile, known: Known) => {
  const { bytes, modifiedAt, name, path, session } = file
  const { recording } = known
  const startedAt = begunAt(file, recording, known.isFirst)
  return {
    path,
    name,
    session,
    bytes,
    startedAt,
    duration: (known.duration ?? Math.max(0, modifiedAt - startedAt)) / 1000,
    recording:
      recording === undefined
        ? null
        : {
            started_at: recording.startedAt,
            ended_at: recording.endedAt,
            seconds: Math.round(lengthOf(recording, known.lastByteAt) / 1000)
          },
    status: known.isOpen ? ("open" as const) : ("finished" as const),
    conversion: known.conversion === undefined ? null : conversionShown(known.conversion)
  }
}
