import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { TaskRow } from "../../domain/supervision/OverseerEvent.ts"

const isEnded = ({ workerState }: TaskRow): boolean => workerState === "exited"

/** Without all ended tasks but the `most` that ended last, in the order given; and how many were left out. */
export const withLastEnded = (rows: ReadonlyArray<TaskRow>, most: number) => {
  const ended = rows.filter(isEnded).sort((a, b) => (b.exitedAt ?? 0) - (a.exitedAt ?? 0))
  const kept = new Set(ended.slice(0, most))
  return { rows: rows.filter((row) => !isEnded(row) || kept.has(row)), leftOut: ended.length - kept.size }
}

const secretName = /cookie|password|secret|token|authorization|headers|login|proxy|^url$/i

const masked = (params: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, secretName.test(name) && value !== "" ? "***" : value])
  )

/** A task of the overseer: whether it is of this installation, and which source it records. */
export const workerRow = (row: TaskRow, ours: boolean, source: SourceKey | undefined) => ({
  task_id: row.taskId,
  action: row.action,
  state: row.state,
  worker_state: row.workerState,
  pid: row.pid,
  exit_code: row.exitCode,
  started_at: row.startedAt,
  exited_at: row.exitedAt,
  queue_position: row.queuePosition,
  ours,
  source: source === undefined ? null : { driver: source.driver, username: source.username },
  params: masked(row.params)
})
