import { Option, Schema } from "effect"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { Conversion } from "../../ports/Converter.ts"

/** A task's row, as far as it matters here. Rows of the queue have no parameters. */
const Row = Schema.Struct({
  action: Schema.String,
  state: Schema.String,
  worker_state: Schema.optionalKey(Schema.String),
  params: Schema.Struct({ file: Schema.String }),
  restart_count: Schema.optionalKey(Schema.Finite),
  last_started_at: Schema.optionalKey(Schema.String),
  created_at: Schema.optionalKey(Schema.String),
  last_exit_code: Schema.optionalKey(Schema.Finite)
})
type Row = typeof Row.Type

export const Tasks = Schema.Struct({ tasks: Schema.Array(Schema.Unknown) })

const decode = Schema.decodeUnknownOption(Row)

const statusOf = (row: Row): Conversion["status"] => {
  if (row.worker_state === "running") return "converting"
  if (row.state === "errored" || row.state === "stopped") return "failed"
  if (row.last_exit_code === undefined) return row.worker_state === "exited" ? "failed" : "waiting"
  return row.last_exit_code === 0 ? "converted" : "failed"
}

/** Running ones count most, then the one begun last. Times are RFC 3339 in UTC, which sorts as text. */
const rank = (row: Row): string =>
  `${row.worker_state === "running" ? 1 : 0} ${row.last_started_at ?? row.created_at ?? ""}`

/** Where a converter's file lies within its source's folder, whatever root the converter sees. */
const within = (file: string, { driver, username }: SourceKey) => {
  const parts = file.split("/")
  const [session, name] = parts.slice(-2)
  const isOf = (at: number) => parts.at(at) === driver && parts.at(at + 1) === username
  if (isOf(-4) && session !== undefined && name !== undefined) return { session, name }
  return isOf(-3) && name !== undefined ? { session: "", name } : undefined
}

/** The conversions of one source in a converter's list, each file once, by path. */
export const conversionsOf = (tasks: typeof Tasks.Type, key: SourceKey): ReadonlyArray<Conversion> => {
  const latest = new Map<string, { readonly row: Row; readonly conversion: Conversion }>()
  for (const row of tasks.tasks.flatMap((task) => Option.toArray(decode(task)))) {
    const place = within(row.params.file, key)
    if (place === undefined) continue
    const path = `${place.session}/${place.name}`
    const known = latest.get(path)
    if (known !== undefined && rank(known.row) > rank(row)) continue
    const conversion: Conversion = {
      ...place,
      status: statusOf(row),
      pipeline: row.action,
      restarts: row.restart_count ?? 0,
      exitCode: row.last_exit_code ?? null
    }
    latest.set(path, { row, conversion })
  }
  return [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { conversion }]) => conversion)
}
