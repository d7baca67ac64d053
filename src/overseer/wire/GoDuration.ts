import { Effect, Result, Schema, SchemaIssue, SchemaTransformation } from "effect"
import { formatGoDuration, parseGoDuration } from "../../domain/values/GoDuration.ts"

/** A duration as Go writes it (`30s`, `1m30s`), in nanoseconds. */
export const GoDuration = Schema.String.pipe(
  Schema.decodeTo(
    Schema.Finite,
    SchemaTransformation.transformEffect({
      decode: (text) =>
        Result.match(parseGoDuration(text), {
          onSuccess: Effect.succeed,
          onFailure: (message) => Effect.fail(new SchemaIssue.InvalidValue({ message }))
        }),
      encode: (nanos) => Effect.succeed(formatGoDuration(nanos))
    })
  )
)
