import type { Standing } from "../../domain/supervision/Outage.ts"
import { type Instant, latest } from "../../domain/values/Time.ts"
import type { OutageRow } from "./Tables.ts"

const nameOf = ({ kind, subject }: Pick<Standing, "kind" | "subject">) => `${kind} ${subject}`

/** The outages once it is known which of them stand at `at`: the others have ended, and new ones are added. */
export const withOutages = (
  rows: ReadonlyArray<OutageRow>,
  standing: ReadonlyArray<Standing>,
  at: Instant
): ReadonlyArray<OutageRow> => {
  const still = new Set(standing.map(nameOf))
  const known = new Set(rows.filter(({ endedAt }) => endedAt === null).map(nameOf))
  const begun: Array<OutageRow> = []
  for (const { kind, since, subject } of standing) {
    if (known.has(nameOf({ kind, subject }))) continue
    known.add(nameOf({ kind, subject }))
    begun.push({ kind, subject, beganAt: since, endedAt: null })
  }
  const ended = rows.map((row) =>
    row.endedAt !== null || still.has(nameOf(row)) ? row : { ...row, endedAt: latest(row.beganAt, at) }
  )
  return [...ended, ...begun]
}
