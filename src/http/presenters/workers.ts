import type { TaskRow } from "../../domain/supervision/OverseerEvent.ts"

const isEnded = ({ workerState }: TaskRow): boolean => workerState === "exited"

/** Without all ended tasks but the `most` that ended last, in the order given; and how many were left out. */
export const withLastEnded = (rows: ReadonlyArray<TaskRow>, most: number) => {
  const ended = rows.filter(isEnded).sort((a, b) => (b.exitedAt ?? 0) - (a.exitedAt ?? 0))
  const kept = new Set(ended.slice(0, most))
  return { rows: rows.filter((row) => !isEnded(row) || kept.has(row)), leftOut: ended.length - kept.size }
}
