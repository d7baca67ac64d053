import type { Standing } from "../../domain/supervision/Outage.ts"
import { UserId } from "../../domain/values/Ids.ts"
import { type Instant, later, latest, type Millis } from "../../domain/values/Time.ts"
import type { OutageRow, Tables } from "./Tables.ts"

/** A fact that is younger than this is never out of date: clocks may have been set back since the last one. */
const fresh: Millis = 10_000

const nameOf = ({ kind, subject }: Pick<Standing, "kind" | "subject">) => `${kind} ${subject}`

/** The user whose limit it is; null for any other outage. */
const whose = ({ kind, subject }: Pick<Standing, "kind" | "subject">): UserId | null =>
  kind === "limit" && subject !== "" ? UserId.make(Number(subject)) : null

/**
 * The tables once it is known which outages stand at `at`: the others have ended, and new ones are added. What an earlier leader
 * tells after a later one has told more is left out.
 */
export const withOutages = (tables: Tables, standing: ReadonlyArray<Standing>, at: Instant, now: Instant): Tables => {
  const { outages: rows, outagesAt } = tables
  if (outagesAt !== null && at < Math.min(outagesAt, later(now, -fresh))) return tables
  const still = new Set(standing.map(nameOf))
  const known = new Set(rows.filter(({ endedAt }) => endedAt === null).map(nameOf))
  const begun: Array<OutageRow> = []
  for (const { kind, since, subject } of standing) {
    if (known.has(nameOf({ kind, subject }))) continue
    known.add(nameOf({ kind, subject }))
    begun.push({ kind, subject, userId: whose({ kind, subject }), beganAt: since, endedAt: null })
  }
  const ended = rows.map((row) =>
    row.endedAt !== null || still.has(nameOf(row)) ? row : { ...row, endedAt: latest(row.beganAt, at) }
  )
  return { ...tables, outages: [...ended, ...begun], outagesAt: at }
}
