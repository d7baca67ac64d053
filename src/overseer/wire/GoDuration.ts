import { Effect, Result, Schema, SchemaIssue, SchemaTransformation } from "effect"
import * as Duration from "../core/Duration.ts"

/** A duration as Go writes it (`30s`, `1m30s`), in nanoseconds. */
export const GoDuration = Schema.String.pipe(
  Schema.decodeTo(
    Schema.Finite,
    SchemaTransformation.transformEffect({
      decode: (text) =>
        Result.match(Duration.parse(text), {
          onSuccess: Effect.succeed,
          onFailure: (message) => Effect.fail(new SchemaIssue.InvalidValue({ message }))
        }),
      encode: (nanos) => Effect.succeed(Duration.format(nanos))
    })
  )
)
