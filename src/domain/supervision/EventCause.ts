import { Schema } from "effect"
import { Instant } from "../values/Time.ts"
import { Failure, flaws, onTheWay, recorders } from "./Cause.ts"

/** How a source tripped: so many recorders failed within so many seconds, the last one by `last`. */
const TrippedCause = Schema.Struct({
  kind: Schema.Literal("tripped"),
  failures: Schema.Int,
  seconds: Schema.Finite,
  last: Failure
})

const parts = { stretches: Schema.Array(Schema.Struct({ from: Instant, to: Instant })), bytes: Schema.Int }

/** What was deleted of recordings: so many bytes, which had been recorded from and to then. */
const DeletedCause = Schema.Struct({ kind: Schema.Literal("deleted"), ...parts })

/** The same of what had been deleted and is there again. */
const FoundCause = Schema.Struct({ kind: Schema.Literal("found"), ...parts })

/** What an event is stored with: what a recorder ended by, what was lost of a recording, deleted or found again, or how the source tripped. */
export const EventCause = Schema.Union([...onTheWay, recorders[0], ...flaws, TrippedCause, DeletedCause, FoundCause])
export type EventCause = typeof EventCause.Type
