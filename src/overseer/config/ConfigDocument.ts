import { Schema, SchemaTransformation } from "effect"
import { GoDuration } from "../wire/GoDuration.ts"

/** A key may be missing or left empty; `what` completes the sentence 'it must be ...'. */
const maybe = <S extends Schema.Constraint>(schema: S, what: string) =>
  Schema.optionalKey(Schema.NullOr(schema).annotate({ message: `it must be ${what}` }))

const shape = { message: "it must be a section with keys of its own" }
export const section = <S extends Schema.Constraint>(schema: S) => maybe(schema, "a section with keys of its own")

/** Text, also where YAML takes an unquoted word for a whole number or a truth value. */
const Word = Schema.Union([Schema.String, Schema.Int, Schema.Boolean])
  .annotate({ message: "it must be text; put it in quotes" })
  .pipe(
    Schema.decodeTo(
      Schema.String,
      SchemaTransformation.transform({ decode: String, encode: (text): string | number | boolean => text })
    )
  )

const word = maybe(Word, "text")
const words = maybe(Schema.Array(Word), "a list")
const count = maybe(
  Schema.Int.check(Schema.isGreaterThanOrEqualTo(0, { message: "it must be 0 or more" })),
  "a whole number"
)
const flag = maybe(Schema.Boolean, "true or false")
const duration = maybe(GoDuration, 'a duration with a unit, such as "30s" or "1m30s"')

const Retry = Schema.Struct({
  restart_delay: duration,
  restart_jitter: duration,
  error_window: duration,
  error_threshold: count
})
export type Retry = typeof Retry.Type

const TaskPool = Schema.Struct({
  limit: count,
  queue: section(
    Schema.Struct({
      enabled: flag,
      size: count,
      order: word,
      max_age: count,
      displace: maybe(
        Schema.Union([
          Schema.Boolean,
          Schema.Literals(["true", "false", "prohibit"]).annotate({ message: "it must be true, false or prohibit" })
        ]),
        "true, false or prohibit"
      )
    })
  ),
  excess: section(Schema.Struct({ action: word, order: word, grace: count }))
})
export type TaskPool = typeof TaskPool.Type

const Condition = Schema.Struct({ condition: word })

const Parameter = Schema.NullOr(
  Schema.Struct({ description: word, default: maybe(Schema.String, 'text in quotes, such as "30"'), validate: word })
).annotate({ message: "it must be a section with description, default or validate, or empty" })

const Exec = Schema.Struct({
  entrypoint: Word.annotateKey({
    messageMissingKey: "it is missing; name the program to run"
  }),
  command: words,
  parameters: section(Schema.Record(Schema.String, Parameter)),
  output: section(Schema.Struct({ stdout: section(Condition), stderr: section(Condition) })),
  /** Beyond the overseer's own format: variables added to the process's environment, each value a template. */
  env: section(Schema.Record(Schema.String, Schema.String.annotate({ message: "it must be text in quotes" })))
})
export type Exec = typeof Exec.Type

export const ActionSection = Schema.Struct({
  /** For people; `describe` tells it. */
  description: word,
  type: Schema.Literal("exec").annotate({ message: "the only type known here is exec" }).annotateKey({
    messageMissingKey: "it is missing; write exec"
  }),
  retry: section(Retry),
  task_pool: section(TaskPool),
  dedupe_key: words,
  /**
   * Beyond the overseer's own format: the addresses that the action records, by their schemes, by the hosts of its sites, and by what
   * their paths end in.
   */
  schemes: words,
  hosts: words,
  endings: words,
  /** The programs that it runs beside its own, as `ffmpeg`; of `streamlink|yt-dlp` one is enough. */
  needs: words,
  config: Exec.annotateKey({ messageMissingKey: "it is missing; say there what to run" })
}).annotate(shape)
export type ActionSection = typeof ActionSection.Type

/** The overseer's configuration file as it is written. Keys it does not know are ignored. */
export const Document = Schema.Struct({
  name: word,
  listen: word,
  log_file: word,
  trusted_cidrs: words,
  retry: section(Retry),
  task_pool: section(TaskPool),
  actions: section(Schema.Record(Schema.String, ActionSection))
}).annotate(shape)
export type Document = typeof Document.Type
