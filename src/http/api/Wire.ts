import { Effect, Schema, SchemaIssue, SchemaTransformation, String } from "effect"
import { fromRfc3339, Instant, rfc3339 } from "../../domain/values/Time.ts"

/** A moment as RFC 3339 text in UTC, to the second. */
export const Timestamp = Schema.String.annotate({
  identifier: "Timestamp",
  format: "date-time",
  description: "RFC 3339, UTC.",
  examples: ["2026-11-22T17:13:00Z"]
}).pipe(
  Schema.decodeTo(
    Instant,
    SchemaTransformation.transformEffect<number, string>({
      decode: (text, options) => {
        const at = fromRfc3339(text)
        return at === undefined
          ? Effect.fail(
              new SchemaIssue.InvalidValue(
                { message: "a time is RFC 3339, such as 2026-11-22T17:13:00Z" },
                text,
                options
              )
            )
          : Effect.succeed(at)
      },
      encode: (at) => Effect.succeed(rfc3339(Instant.make(at)))
    })
  )
)

type Snake<Key> = Key extends `${infer Head}${infer Rest}`
  ? Head extends Lowercase<Head>
    ? `${Head}${Snake<Rest>}`
    : `_${Lowercase<Head>}${Snake<Rest>}`
  : Key

type Renamed<Fields extends Schema.Struct.Fields> = { readonly [Key in keyof Fields]: Snake<Key> }

/** The fields' names in snake_case, as every JSON document of the API has them. */
const snakeKeys = <const Fields extends Schema.Struct.Fields>(fields: Fields) =>
  // The record has exactly these keys and values; TypeScript can't follow `Object.fromEntries`.
  Object.fromEntries(Object.keys(fields).map((key) => [key, String.camelToSnake(key)])) as unknown as Renamed<Fields>

/** A JSON object with camelCase fields here and snake_case fields on the wire, documented there as `identifier`. */
export const wire = <const Fields extends Schema.Struct.Fields>(
  identifier: string,
  fields: Fields,
  description?: string
): Schema.encodeKeys<Schema.Struct<Fields>, Renamed<Fields>> =>
  Schema.Struct(fields).pipe(
    Schema.encodeKeys(snakeKeys(fields)),
    Schema.annotateEncoded(description === undefined ? { identifier } : { identifier, description })
  )

/** Query parameters with camelCase fields here and snake_case names in the address. */
export const query = <const Fields extends Schema.Struct.Fields>(fields: Fields) =>
  Schema.Struct(fields).pipe(Schema.encodeKeys(snakeKeys(fields)))
