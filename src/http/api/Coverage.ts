import { Schema } from "effect"
import { gapCauses } from "../../domain/recordings/CoverageInput.ts"
import { Timestamp } from "./Wire.ts"

/** A stretch of a source's past. */
export const StretchView = Schema.Struct({
  kind: Schema.Literals(["recorded", "off air", "missed", "gap"]).annotate({
    description:
      "`off air`: a recorder found nothing to record; `missed`: on air as far as is known; `gap`: whether it was on air is not known."
  }),
  from: Timestamp,
  to: Timestamp,
  cause: Schema.NullOr(Schema.Literals(gapCauses)).annotate({ description: "Of missed stretches and gaps." })
}).annotate({ identifier: "Stretch" })

const seconds = Schema.Finite.annotate({ description: "Seconds." })

export const CoverageView = Schema.Struct({
  driver: Schema.String,
  username: Schema.String,
  from: Timestamp,
  to: Timestamp,
  stretches: Schema.Array(StretchView),
  totals: Schema.Struct({
    recorded: seconds,
    off_air: seconds,
    missed: seconds,
    gap: seconds,
    lost: Schema.Finite.annotate({
      description:
        "Seconds that are lost within what was recorded, as far as recorders told; percentages count them as missed."
    }),
    by_cause: Schema.Record(Schema.String, seconds),
    percent_of_on_air: Schema.NullOr(Schema.Finite),
    percent_of_all: Schema.NullOr(Schema.Finite)
  })
}).annotate({ identifier: "Coverage" })
