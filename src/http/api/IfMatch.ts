import { Schema } from "effect"

/** The header of a change that must rest on what is stored (RFC 9110, 13.1.1). */
export const ifMatch = {
  "if-match": Schema.optionalKey(
    Schema.String.annotate({ description: "The ETag of the version that the change rests on.", examples: ['"7"'] })
  )
}
