import type { Standing } from "../../domain/supervision/Outage.ts"
import { UserId } from "../../domain/values/Ids.ts"
import { latest } from "../../domain/values/Time.ts"
import type { JournalEntry } from "../../ports/Journal.ts"
import type { OutageRow, Tables } from "./Tables.ts"

type Told = Extract<JournalEntry, { readonly _tag: "outages" }>

const nameOf = ({ kind, subject }: Pick<Standing, "kind" | "subject">) => `${kind} ${subject}`

/** The user whose limit it is; null for any other outage. */
const whose = ({ kind, subject }: Pick<Standing, "kind" | "subject">): UserId | null =>
  kind === "limit" && subject !== "" ? UserId.make(Number(subject)) : null

/**
 * The tables once it is known which outages stand: the others have ended, and new ones are added. What an earlier leader tells is left
 * out, and what the same one told before the last that is stored.
 */
export const withOutages = (tables: Tables, { at, look, standing, term }: Told): Tables => {
  const { outages: rows } = tables
  if (term < tables.term || look < tables.outagesLook) return tables
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
  return { ...tables, outages: [...ended, ...begun], outagesLook: look }
}
