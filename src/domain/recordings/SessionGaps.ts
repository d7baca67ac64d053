import type { WorkerEvent } from "../supervision/WorkerEvent.ts"
import { earliest, type Instant, later, latest } from "../values/Time.ts"
import { coverage } from "./Coverage.ts"
import type { CoverageInput } from "./CoverageInput.ts"
import type { LibraryGap } from "./LibraryEntry.ts"
import { tolerance } from "./OnDisk.ts"

interface Past extends CoverageInput {
  readonly events: ReadonlyArray<Pick<WorkerEvent, "type" | "taskId" | "at" | "cause">>
}

/** Shorter ones are between two files, or between two words for one moment. */
const shortest = 1_000

const isGap = ({ from, kind, to }: { readonly from: Instant; readonly to: Instant; readonly kind: string }): boolean =>
  (kind === "missed" || kind === "gap") && to - from >= shortest

/** What is lost of recordings that ended within the session, as their recorders told. */
const losses = ({ events, recordings }: Past, from: Instant, to: Instant): ReadonlyArray<LibraryGap> =>
  events.flatMap(({ at, cause, taskId }) => {
    if (cause?.kind !== "lossy" || at < from || at > later(to, tolerance)) return []
    const of = recordings.find(({ endedAt, taskId: other }) => other === taskId && endedAt === at)
    const ms = Math.round(cause.seconds * 1000)
    return ms === 0
      ? []
      : [{ from: latest(from, of?.startedAt ?? from), to: earliest(to, at), ms, cause: "lost" as const }]
  })

/** What is missing of a session from its beginning to its end, as far as is on record. While its source was off air nothing is. */
export const sessionGaps = (past: Past, from: Instant, to: Instant): ReadonlyArray<LibraryGap> =>
  [
    ...coverage(past, from, to)
      .filter(isGap)
      .map(({ cause, from, to }) => ({ from, to, ms: to - from, cause })),
    ...losses(past, from, to)
  ].sort((a, b) => a.from - b.from)
