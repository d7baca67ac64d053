import { Schema } from "effect"
import { longestAddress } from "../../domain/subscriptions/Address.ts"
import { Posture } from "../../domain/subscriptions/Posture.ts"
import { Status } from "../../domain/supervision/Verdict.ts"
import { wire } from "./Wire.ts"

/** How many entries a page has: 1 to 500, 100 when nothing is asked for. */
export const Limit = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500 })).annotate({
  description: "How many entries at most, 1 to 500; 100 if absent.",
  examples: [100]
})

export const defaultLimit = 100

/** The parameters that every list of sources or subscriptions takes. */
export const listFields = {
  q: Schema.optionalKey(
    Schema.String.check(Schema.isMaxLength(longestAddress)).annotate({
      description:
        "Part of `driver/username`, of the owner, or, for those who may give addresses, of host and path of the source's address; case makes no difference.",
      examples: ["testcard"]
    })
  ),
  status: Schema.optionalKey(
    Schema.Array(Status).annotate({ description: "Only these; may be repeated. All if absent." })
  ),
  sort: Schema.optionalKey(
    Schema.Literals(["name", "status", "created", "updated", "recorded"]).annotate({ description: "`name` if absent." })
  ),
  order: Schema.optionalKey(Schema.Literals(["asc", "desc"]).annotate({ description: "`asc` if absent." })),
  limit: Schema.optionalKey(Limit),
  cursor: Schema.optionalKey(
    Schema.String.check(Schema.isMaxLength(500)).annotate({ description: "The `next_cursor` of the page before." })
  )
}

export const postureField = {
  posture: Schema.optionalKey(
    Schema.Array(Posture).annotate({ description: "Only these; may be repeated. All if absent." })
  )
}

const count = Schema.optionalKey(Schema.Int)

/** How many entries match `q`, whatever the other filters say; what is absent counts 0. */
export const Counts = Schema.Struct({
  status: Schema.Struct({
    inactive: count,
    error: count,
    unknown: count,
    queued: count,
    starting: count,
    stopping: count,
    backoff: count,
    held: count,
    stalled: count,
    waiting: count,
    recording: count
  }).annotate({ examples: [{ recording: 1 }] }),
  posture: Schema.Struct({ active: count, paused: count, archived: count }).annotate({ examples: [{ active: 1 }] })
}).annotate({ identifier: "Counts" })

/** Where the next page begins. */
export const nextCursor = <S extends Schema.Constraint>(cursor: S) =>
  Schema.NullOr(cursor).annotate({ description: "For the next page, null on the last one.", examples: [null] })

/** A page of a list with its cursor and counts, documented as `<name>Page`. */
export const pageOf = <const Item extends Schema.Constraint>(name: string, item: Item) =>
  wire(`${name}Page`, {
    items: Schema.Array(item),
    nextCursor: nextCursor(Schema.String),
    total: Schema.Int.annotate({ description: "How many entries match, over all pages." }),
    counts: Counts
  })
