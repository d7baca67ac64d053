import { Schema } from "effect"
import { Instant } from "../values/Time.ts"
import { Hindrance } from "./Cause.ts"

/** What was lost of a recording until `at`, as it is kept while the recording goes on. */
export const StoredLoss = Schema.Struct({
  gaps: Schema.Int,
  segments: Schema.Int,
  ms: Schema.Finite,
  hindrance: Schema.NullOr(Hindrance),
  at: Instant
})
export type StoredLoss = typeof StoredLoss.Type
