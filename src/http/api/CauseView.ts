import { Schema, Struct, Tuple } from "effect"
import { Cause } from "../../domain/supervision/Cause.ts"
import { Needs } from "../../domain/supervision/Verdict.ts"
import { Timestamp } from "./Wire.ts"

/** What is told beside every cause. */
const circumstances = {
  since: Schema.NullOr(Timestamp),
  until: Schema.NullOr(Timestamp),
  tries: Schema.NullOr(Schema.Int).annotate({
    description:
      "How often it was tried in vain: by recorders that failed `within` so many seconds, or, without these, by the one that goes on trying.",
    examples: [5]
  }),
  within: Schema.NullOr(Schema.Finite).annotate({
    description:
      "The length of the error window in which `tries` recorders failed, in seconds; null where one goes on trying.",
    examples: [900]
  }),
  needs: Schema.NullOr(Needs)
}

type InContext<Fields extends Schema.Struct.Fields> = Schema.Struct<
  Struct.Simplify<Struct.Assign<Fields, typeof circumstances>>
>

interface Inserting extends Struct.Lambda {
  <Fields extends Schema.Struct.Fields>(kind: Schema.Struct<Fields>): InContext<Fields>
  readonly "~lambda.out": this["~lambda.in"] extends Schema.Struct<infer Fields> ? InContext<Fields> : never
}

const example = { since: "2026-11-22T17:13:00Z", until: null, tries: null, within: null, needs: "time" } as const

/** What a recorder ended by that failed too often is told as. */
const tripped = { tries: 5, within: 900, needs: "somebody" } as const

const exampleOf = (own: { readonly kind?: unknown }) => ({ ...own, ...example, ...(own.kind === "exit" && tripped) })

const inContext = Struct.lambda<Inserting>((kind) => {
  const { description, examples = [], identifier } = Schema.resolveAnnotations(kind) ?? {}
  return Schema.fieldsAssign(circumstances)(kind).pipe(
    Schema.annotateEncoded({ identifier, description, examples: examples.map(exampleOf) })
  )
})

/**
 * Why a row stands as it does, as data: the kind with what belongs to it; since when; when it goes on by itself; how often it was
 * tried in vain; and whether somebody has to mend it, or time does. As far as each is known.
 */
export const CauseView = Cause.mapMembers(Tuple.map(inContext)).pipe(Schema.annotateEncoded({ identifier: "Cause" }))
