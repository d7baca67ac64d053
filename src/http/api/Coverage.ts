import { Schema } from "effect"
import { gapCauses } from "../../domain/recordings/CoverageInput.ts"
import { keyFields } from "./SourceFields.ts"
import { Timestamp } from "./Wire.ts"

/** What kept a recorder that ran from recording. */
const HindranceView = Schema.Struct({
  kind: Schema.String.annotate({ description: "The kind of cause, as of a row.", examples: ["http"] }),
  status: Schema.NullOr(Schema.Int).annotate({ description: "The HTTP status, of kind `http`.", examples: [403] }),
  host: Schema.NullOr(Schema.String).annotate({ examples: ["example.org"] })
}).annotate({ identifier: "Hindrance" })

/** A stretch of a source's past. */
export const StretchView = Schema.Struct({
  kind: Schema.Literals(["recorded", "deleted", "off air", "missed", "gap"]).annotate({
    description:
      "`deleted`: recorded, and deleted since; `off air`: a recorder ran, nothing stood in its way, and it found nothing to record; `missed`: on air as far as is known; `gap`: whether it was on air is not known."
  }),
  from: Timestamp,
  to: Timestamp,
  cause: Schema.NullOr(Schema.Literals(gapCauses)).annotate({
    description: "Of missed stretches and gaps.",
    examples: [null]
  }),
  hindrance: Schema.NullOr(HindranceView),
  detail: Schema.NullOr(Schema.String).annotate({
    description: "The hindrance in a few words.",
    examples: ["example.org answers HTTP 403"]
  })
}).annotate({ identifier: "Stretch" })

const seconds = Schema.Finite.annotate({ description: "Seconds." })
const secondsAs = (example: number) => seconds.annotate({ examples: [example] })

export const CoverageView = Schema.Struct({
  ...keyFields,
  from: Timestamp,
  to: Timestamp,
  stretches: Schema.Array(StretchView),
  totals: Schema.Struct({
    recorded: secondsAs(85_200),
    deleted: Schema.Finite.annotate({
      description: "Seconds that were recorded and are deleted; percentages count them as recorded."
    }),
    off_air: secondsAs(1200),
    missed: secondsAs(0),
    gap: secondsAs(0),
    lost: Schema.Finite.annotate({
      description:
        "Seconds that are lost within what was recorded, as far as recorders told; percentages count them as missed."
    }),
    by_cause: Schema.Record(Schema.String, seconds).annotate({ examples: [{ link: 30 }] }),
    percent_of_on_air: Schema.NullOr(Schema.Finite).annotate({ examples: [100] }),
    percent_of_all: Schema.NullOr(Schema.Finite).annotate({ examples: [96.7] })
  })
}).annotate({ identifier: "Coverage" })
