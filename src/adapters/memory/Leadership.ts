import { Effect, Layer } from "effect"
import { Leadership } from "../../ports/Leadership.ts"
import { Database } from "./Database.ts"

/** One of those who share the tables leads, until its work is interrupted. */
export const layer = Layer.effect(
  Leadership,
  Effect.map(Database, ({ leadership }) => Leadership.of({ lead: (work) => leadership.withPermit(work) }))
)
