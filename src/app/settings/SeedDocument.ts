import { Effect, Predicate, Result, Schema } from "effect"
import { Yaml } from "effect/encoding"
import type { SettingField } from "../../domain/settings/SettingField.ts"
import { overridableKeys, settingFields } from "../../domain/settings/SettingFields.ts"
import { defaultSettings, misfits, Overrides, Settings } from "../../domain/settings/Settings.ts"
import { Driver } from "../../domain/subscriptions/Names.ts"
import { problemOf } from "../../domain/values/schemaProblems/explain.ts"
import { ownEntry } from "./ownEntry.ts"

/** The seed can't be used; each sentence names a key or value, what is wrong and what to do. */
export class SeedRefused extends Schema.TaggedError<SeedRefused>()("SeedRefused", {
  file: Schema.String,
  sentences: Schema.Array(Schema.String)
}) {
  override get message() {
    return this.sentences.map((sentence) => `CONFIG_SEED is '${this.file}': ${sentence}`).join("\n")
  }
}

type Document = Readonly<Record<string, unknown>>

const isDocument = (value: unknown): value is Document => Predicate.isObject(value) && !Array.isArray(value)

const fields: Readonly<Record<string, SettingField>> = settingFields

type Schemas = Readonly<Record<string, Schema.Codec<unknown, unknown>>>
const settingSchemas: Schemas = Settings.fields
const overrideSchemas: Schemas = Overrides.fields

/** YAML writes 720 for the text "720". */
const asText = (key: string, value: unknown): unknown => {
  const kind = ownEntry(fields, key)?.kind
  return typeof value === "number" && (kind === "choice" || kind === "text") ? String(value) : value
}

const shown = (value: unknown): string => JSON.stringify(value) ?? "null"

/** What is wrong with a value, by its schema; a secret is not repeated. */
const fault = (
  key: string,
  path: string,
  schema: Schema.Codec<unknown, unknown>,
  value: unknown
): ReadonlyArray<string> =>
  Result.match(Schema.decodeUnknownResult(schema)(asText(key, value)), {
    onSuccess: () => [],
    onFailure: ({ issue }) => {
      const given = ownEntry(fields, key)?.kind === "secret" ? "" : ` is ${shown(value)}`
      return [`${path}${given}: ${problemOf(issue)}.`]
    }
  })

const unknownKey = (path: string, known: ReadonlyArray<string>): ReadonlyArray<string> => [
  `${path} is no setting; remove it, or use one of ${known.join(", ")}.`
]

const driverFaults = (value: unknown): ReadonlyArray<string> => {
  if (!isDocument(value)) return [`drivers is ${shown(value)}: it holds settings below the name of each driver.`]
  return Object.entries(value).flatMap(([driver, own]) => {
    if (!Schema.is(Driver)(driver)) return fault("", `drivers.${driver}`, Driver, driver)
    if (!isDocument(own)) return [`drivers.${driver} is ${shown(own)}: it holds settings of that driver.`]
    return Object.entries(own).flatMap(([key, one]) => {
      const schema = ownEntry(overrideSchemas, key)
      const path = `drivers.${driver}.${key}`
      return schema === undefined ? unknownKey(path, [...overridableKeys, "parameters"]) : fault(key, path, schema, one)
    })
  })
}

const faults = (document: Document): ReadonlyArray<string> =>
  Object.entries(document).flatMap(([key, value]) => {
    if (key === "drivers") return driverFaults(value)
    const schema = ownEntry(settingSchemas, key)
    return schema === undefined ? unknownKey(key, Object.keys(Settings.fields)) : fault(key, key, schema, value)
  })

const texts = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).map(([key, value]) => [key, asText(key, value)]))

/** The settings that a YAML document asks for; what it leaves out has its default. */
export const readSeed = Effect.fn("Seeding.readSeed")(function* (file: string, text: string) {
  const refuse = (...sentences: ReadonlyArray<string>) => new SeedRefused({ file, sentences })
  const document: unknown = yield* Effect.try({
    try: () => Yaml.parse(text) ?? {},
    catch: (error) =>
      refuse(`it is not YAML (${error instanceof Error ? error.message : String(error)}); mend the file.`)
  })
  if (!isDocument(document))
    return yield* refuse("it holds no settings by name; write lines such as 'resolution: 720'.")
  const found = faults(document)
  if (found.length > 0) return yield* refuse(...found)
  const drivers = isDocument(document["drivers"]) ? document["drivers"] : {}
  const settings = yield* Schema.decodeEffect(Settings)({
    ...defaultSettings,
    ...texts(document),
    drivers: Object.fromEntries(Object.entries(drivers).map(([name, own]) => [name, isDocument(own) ? texts(own) : {}]))
  }).pipe(Effect.orDie)
  const together = misfits(settings)
  if (together.length > 0) return yield* refuse(...together.map(({ field, reason }) => `${field}: ${reason}.`))
  return settings
})
