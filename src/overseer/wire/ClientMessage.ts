import { Effect, Predicate, Result, Schema } from "effect"
import { explain } from "./explain.ts"
import { GoDuration } from "./GoDuration.ts"

const text = Schema.String.pipe(Schema.withDecodingDefaultKey(Effect.succeed("")))
const whole = Schema.Int.pipe(Schema.withDecodingDefaultKey(Effect.succeed(0)))
const duration = GoDuration.pipe(Schema.withDecodingDefaultKey(Effect.succeed("0s")))

const RetryPolicy = Schema.Struct({
  restart_delay: duration,
  restart_jitter: duration,
  error_window: duration,
  error_threshold: whole
})

const Excess = Schema.Struct({ action: text, order: text, grace: whole })

/** Everything a client may say, in one structure; which fields matter depends on `type`. */
export const ClientMessage = Schema.Struct({
  type: text,
  id: text,
  action: text,
  task_id: text,
  params: Schema.Record(Schema.String, Schema.String).pipe(Schema.withDecodingDefaultKey(Effect.succeed({}))),
  retry_policy: Schema.optionalKey(RetryPolicy),
  force: Schema.Boolean.pipe(Schema.withDecodingDefaultKey(Effect.succeed(false))),
  since: text,
  limit: whole,
  queue_size: whole,
  excess: Schema.optionalKey(Excess)
})
export type ClientMessage = typeof ClientMessage.Type

/** A frame that cannot be acted on. With an id an answer is possible; text that is no JSON at all has none. */
export class BadFrame extends Schema.TaggedError<BadFrame>()("BadFrame", {
  json: Schema.Boolean,
  id: Schema.String,
  message: Schema.String
}) {}

const decode = Schema.decodeUnknownResult(ClientMessage)

/** Keys in lower case, nulls gone: names match whatever their case, and null is the same as absent. */
const tidy = (record: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === null ? [] : [[key.toLowerCase(), value]]))
  )

const nested = (value: unknown): unknown => (Predicate.isObject(value) && !Array.isArray(value) ? tidy(value) : value)

/** A parameter given as null is an empty string. */
const params = (value: unknown): unknown =>
  Predicate.isObject(value) && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, param]) => [key, param === null ? "" : param]))
    : value

const shape = (value: object): Record<string, unknown> => {
  const message = tidy(value)
  return {
    ...message,
    ...("params" in message ? { params: params(message["params"]) } : {}),
    ...("retry_policy" in message ? { retry_policy: nested(message["retry_policy"]) } : {}),
    ...("excess" in message ? { excess: nested(message["excess"]) } : {})
  }
}

/** Reads one frame. Unknown fields are ignored; a field of the wrong type is named in the failure. */
export const read = (frame: string): Result.Result<ClientMessage, BadFrame> =>
  Result.gen(function* () {
    const value = yield* Result.try({
      try: (): unknown => JSON.parse(frame),
      catch: () => new BadFrame({ json: false, id: "", message: "the message is not JSON" })
    })
    if (value !== null && (typeof value !== "object" || Array.isArray(value))) {
      return yield* Result.fail(
        new BadFrame({ json: true, id: "", message: "bad message: it must be one JSON object" })
      )
    }
    const message = shape(value ?? {})
    return yield* Result.mapError(decode(message), (error) => {
      const { path, sentence } = explain(error)
      const id = typeof message["id"] === "string" ? message["id"] : ""
      return new BadFrame({ json: true, id, message: `bad message: ${path}: ${sentence}` })
    })
  })
