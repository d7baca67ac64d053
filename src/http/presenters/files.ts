import type { Millis } from "../../domain/values/Time.ts"
import type { Conversion } from "../../ports/Converter.ts"
import type { MediaFile } from "../../ports/MediaFiles.ts"

const conversionShown = ({ exitCode, pipeline, restarts, status }: Conversion) => ({
  status,
  pipeline,
  restarts,
  exit_code: exitCode
})

/** A file of a list, with what is known of it beside the disk. How long it plays is told by its times where nothing else tells. */
export const fileRow = (
  { bytes, modifiedAt, name, path, session, startedAt }: MediaFile,
  known: {
    readonly duration: Millis | undefined
    readonly isOpen: boolean
    readonly conversion: Conversion | undefined
  }
) => ({
  path,
  name,
  session,
  bytes,
  startedAt,
  duration: (known.duration ?? Math.max(0, modifiedAt - startedAt)) / 1000,
  status: known.isOpen ? ("open" as const) : ("finished" as const),
  conversion: known.conversion === undefined ? null : conversionShown(known.conversion)
})
