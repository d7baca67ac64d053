import { Option, Schema } from "effect"
import type { DriverInfo, Offer } from "../../ports/Overseer.ts"
import { entries, Loose, text, whole } from "./Fields.ts"

const ActionInfo = Schema.Struct({
  name: Schema.NonEmptyString,
  description: Loose,
  params: Loose,
  dedupe_key: Loose,
  schemes: Loose,
  hosts: Loose,
  endings: Loose,
  missing: Loose,
  task_pool: Loose
})

const decode = Schema.decodeUnknownOption(ActionInfo)
const Queue = Schema.Struct({ queue: Schema.Struct({ enabled: Schema.Boolean, size: Schema.Int }) })
const decodeQueue = Schema.decodeUnknownOption(Queue)
const isTexts = Schema.is(Schema.Array(Schema.String))

/** A parameter without a default, written `{}` or `null`, is required. */
const param = (value: unknown): DriverInfo["params"][string] => {
  const fields = entries(value, (each) => (typeof each === "string" ? each : null))
  return {
    ...(fields["description"] === undefined ? {} : { description: fields["description"] }),
    ...(fields["default"] === undefined ? {} : { default: fields["default"] }),
    ...(fields["validate"] === undefined ? {} : { validate: fields["validate"] })
  }
}

/** A queue that can't be read counts as one that is not described. */
const queueOf = (pool: unknown): Pick<DriverInfo, "queue"> =>
  Option.match(decodeQueue(pool), {
    onNone: () => ({}),
    onSome: ({ queue: { enabled, size } }) => ({ queue: { enabled, size: Math.max(0, size) } })
  })

/** The actions of a `describe`, by name; the protocol gives them in any order. */
export const drivers = (actions: ReadonlyArray<unknown>): ReadonlyArray<DriverInfo> =>
  actions
    .flatMap((action) => Option.toArray(decode(action)))
    .map((action) => ({
      name: action.name,
      description: text(action.description),
      params: entries(action.params, param),
      dedupeKey: isTexts(action.dedupe_key) ? action.dedupe_key : [],
      ...(isTexts(action.schemes) ? { schemes: action.schemes } : {}),
      ...(isTexts(action.hosts) ? { hosts: action.hosts } : {}),
      ...(isTexts(action.endings) ? { endings: action.endings } : {}),
      ...(isTexts(action.missing) ? { missing: action.missing } : {}),
      limit: Math.max(0, entries(action.task_pool, whole)["limit"] ?? 0),
      ...queueOf(action.task_pool)
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const decodeFaults = Schema.decodeUnknownOption(
  Schema.Array(Schema.Struct({ file: Schema.String, line: Schema.NullOr(Schema.Int), message: Schema.String }))
)

/** All that an overseer offers; one of others says nothing of files. */
export const offer = (actions: ReadonlyArray<unknown>, faults: unknown): Offer => ({
  drivers: drivers(actions),
  faults: Option.getOrElse(decodeFaults(faults), () => [])
})
