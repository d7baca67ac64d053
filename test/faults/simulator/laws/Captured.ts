import type { RecordingRow, RunRow, SourceRow } from "../../../../src/adapters/memory/Tables.ts"
import type { Stretch } from "../overseer/Recorder.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"
import type { Ledger } from "./Ledger.ts"

/** Files settle begin and end to two seconds; lines tell whole ones. */
const near = 3_000

/** A stretch so short may be over before anybody can tell it from the next. */
const short = 1_000

/**
 * As long as a message takes at most. Whoever heard late of a beginning, and then of the end, tells what lay between the two messages; which
 * of it was there the disk can't tell from what somebody deleted.
 */
const late = 4_000

/** Whoever leads has settled what ended by then. */
const settledAfter = 20_000

const isOf = (row: RecordingRow, { from, to }: Stretch): boolean =>
  row.startedAt <= to + near && (row.endedAt === null || row.endedAt >= from - near)

const isRight = (row: RecordingRow, { from, to }: Stretch): boolean =>
  Math.abs(row.startedAt - from) <= near && row.endedAt !== null && Math.abs(row.endedAt - to) <= near

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`

/** The store's account of what a run that is over captured, beside what its process did. */
const judgeRun = (
  rows: ReadonlyArray<RecordingRow>,
  stretches: ReadonlyArray<Stretch>,
  hold: Record["hold"],
  { ending, taskId }: RunRow
) => {
  for (const stretch of stretches) {
    const { from, to } = stretch
    if (to - from < short) continue
    const found = rows.filter((row) => isOf(row, stretch))
    const isThere = found.some((row) => isRight(row, stretch))
    hold("what was captured is on record", isThere, () => {
      const told = found.map(
        ({ endedAt, startedAt }) =>
          `${seconds(startedAt - from)} off, ${endedAt === null ? "open" : `its end ${seconds(endedAt - to)}`}`
      )
      return `${taskId}, ${ending}, captured for ${seconds(to - from)}; on record: ${told.join("; ") || "nothing"}`
    })
  }
  for (const row of rows) {
    if (row.endedAt !== null && row.endedAt - row.startedAt < late) continue
    const isReal = stretches.some((stretch) => isOf(row, stretch))
    hold("nothing is on record that was not captured", isReal, () => {
      const length = seconds((row.endedAt ?? Infinity) - row.startedAt)
      return `${taskId}, ${ending}: ${length} of nothing`
    })
  }
}

/**
 * The store's account of recordings beside what recorders really wrote, of runs that ended and had their time to be settled. By a clock
 * that was set meanwhile a file may seem older, or younger, than its run.
 */
export const judgeCaptured = (
  world: World,
  ledger: Ledger,
  hold: Record["hold"],
  leaderlessAt: number,
  isLate: (run: RunRow) => boolean
): void => {
  const { overseer, plan, timeline } = world
  if (plan.stepped) return
  /**
   * Of what ended before a backend was killed, or before nobody led for so long that all took it for written down by another, only the
   * last run of each source is looked at again: it alone is kept.
   */
  const isForgotten = ({ taskId }: RunRow, { runs }: SourceRow) =>
    runs.at(-1)?.taskId !== taskId && [...world.deaths.values(), leaderlessAt].some((at) => at > ledger.endedAt(taskId))
  const ofSource = (source: SourceRow) => {
    for (const run of source.runs) {
      const task = overseer.ever.find(({ taskId }) => taskId === run.taskId)
      const endedAt = task?.endedAt ?? null
      if (
        task === undefined ||
        endedAt === null ||
        endedAt > timeline.now() - settledAfter ||
        isLate(run) ||
        isForgotten(run, source)
      )
        continue
      // Who talks nonsense may say that it records.
      if (task.recorder?.babbles === true) continue
      const rows = source.recordings.filter(({ taskId }) => taskId === run.taskId)
      judgeRun(rows, task.recorder?.stretches ?? [], hold, run)
    }
  }
  for (const source of world.sources()) ofSource(source)
}
