import { Effect, Layer } from "effect"
import { Leadership } from "../../ports/Leadership.ts"
import { Database } from "./Database.ts"
import { withNextTerm } from "./Tables.ts"

/** One of those who share the tables leads, until its work is interrupted. */
export const layer = Layer.effect(
  Leadership,
  Effect.map(Database, ({ leadership, write }) => {
    const raised = write((before) => {
      const tables = withNextTerm(before)
      return { answer: tables.term, tables, notices: [] }
    })
    return Leadership.of({ lead: (work) => leadership.withPermit(Effect.flatMap(raised, work)) })
  })
)
