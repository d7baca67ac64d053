import { earliest, type Instant } from "../values/Time.ts"
import { pause } from "./Capture.ts"
import type { Run } from "./Run.ts"

/** The file that a run wrote last, as the disk has it; `file` is its place as recorders tell it. */
export interface Newest {
  readonly file: string
  readonly bytes: number
  readonly startedAt: Instant
  readonly modifiedAt: Instant
}

/** What is not known to have grown since is on record as standing still from then on. */
const knownGrowth = (run: Run, at: Instant): Instant => run.capture.grewAt ?? run.stalledAt ?? at

/**
 * The run of a recorder that tells nothing, once its files were looked at: it records as soon as it has a file with bytes, and grew whenever
 * that has more of them or another has begun. Times of writing may be another machine's, so growth is dated by who saw it.
 */
export const seenOnDisk = (run: Run, newest: Newest | null, at: Instant): Run => {
  const { capture } = run
  if (run.phase !== "running") return run
  const looked: Run = { ...run, capture: { ...capture, lookedAt: at } }
  if (newest === null || newest.bytes === 0) return capture.state === null ? run : looked
  const { bytes, file, modifiedAt, startedAt } = newest
  const isFirst = capture.file === null
  if (!isFirst && capture.file === file && bytes <= capture.fileBytes) return looked
  const begun = earliest(startedAt, at)
  return {
    ...run,
    capture: {
      ...capture,
      lookedAt: at,
      state: "recording",
      sessionSince: capture.sessionSince ?? begun,
      recordingSince: capture.recordingSince ?? begun,
      lastRecordingAt: earliest(modifiedAt, at),
      grewAt: isFirst ? knownGrowth(run, at) : at,
      longestSegment: isFirst ? capture.longestSegment : Math.max(capture.longestSegment, pause(capture, at, 0)),
      file,
      fileBytes: bytes,
      hasBytes: true,
      hindered: null
    }
  }
}
