import type { TaskId } from "../supervision/TaskId.ts"
import { type Instant, latest } from "../values/Time.ts"
import type { CoverageInput } from "./CoverageInput.ts"

/** A stretch in which a recording did not grow; `to` is null while that lasts. */
export interface Stall {
  readonly from: Instant
  readonly to: Instant | null
  /** Whether the recorder was seen at work again afterwards. */
  readonly recovered: boolean
}

interface Span {
  readonly from: Instant
  readonly to: Instant | null
}

/**
 * The stretches in which recordings stood still, each within one recording: from what is on record as a stall until the recorder
 * was seen at work again, its recording ended, or its run did.
 */
export const stalls = ({
  events,
  recordings,
  runs
}: Pick<CoverageInput, "events" | "recordings" | "runs">): ReadonlyArray<Stall> => {
  const told = new Map<TaskId, Array<CoverageInput["events"][number]>>()
  for (const event of events) {
    if (event.taskId === null || (event.type !== "stalled" && event.type !== "recovered")) continue
    const known = told.get(event.taskId)
    if (known === undefined) told.set(event.taskId, [event])
    else known.push(event)
  }
  if (told.size === 0) return []
  const ends = new Map(runs.map((run) => [run.taskId, run.endedAt]))
  return recordings.flatMap(({ endedAt, startedAt, taskId }) => {
    const recording = { from: startedAt, to: endedAt ?? ends.get(taskId) ?? null }
    return spans(told.get(taskId) ?? []).flatMap((span) => within(span, recording))
  })
}

const spans = (events: ReadonlyArray<CoverageInput["events"][number]>): ReadonlyArray<Span> => {
  const found: Array<Span> = []
  let from: Instant | null = null
  for (const { at, type } of [...events].sort((a, b) => a.at - b.at || (a.type === "recovered" ? -1 : 1))) {
    if (type === "stalled") from ??= at
    else if (from !== null) {
      found.push({ from, to: at })
      from = null
    }
  }
  return from === null ? found : [...found, { from, to: null }]
}

const within = (span: Span, recording: Span): ReadonlyArray<Stall> => {
  const from = latest(span.from, recording.from)
  const recovered = span.to !== null && (recording.to === null || span.to < recording.to)
  const to = recovered ? span.to : recording.to
  return to === null || from < to ? [{ from, to, recovered }] : []
}
