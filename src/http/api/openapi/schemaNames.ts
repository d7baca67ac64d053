import { refOf } from "./examples.ts"
import { isObject, type Json } from "./json.ts"

const withoutWords = (schema: unknown): string =>
  JSON.stringify(isObject(schema) ? { ...schema, description: undefined } : schema)

interface Named {
  readonly name: string
  /** What this one says of itself, where several schemas differ by that alone. */
  readonly description: unknown
  readonly isCopy: boolean
}

/** What each schema is called by in the document: its own name, whatever it is encoded from. */
const namesOf = (schemas: Json): ReadonlyMap<string, Named> => {
  const baseOf = (name: string): string => {
    const base = name.replace(/_\d+$/, "")
    return base in schemas && withoutWords(schemas[name]) === withoutWords(schemas[base]) ? base : name
  }
  const all = Object.keys(schemas).map((name) => ({ name, base: baseOf(name) }))
  const shared = new Set(all.flatMap(({ base, name }) => (base === name ? [] : [base])))
  return new Map(
    all.map(({ base, name }) => {
      const schema = schemas[name]
      const description = shared.has(base) && isObject(schema) ? schema["description"] : undefined
      return [name, { name: base.replace(/Encoded$/, ""), description, isCopy: base !== name }]
    })
  )
}

const record = (value: unknown): Json => (isObject(value) ? value : {})

/**
 * Paths and schemas with one schema for each thing: of those that differ by their description alone one is left, and each
 * description stands where it is referred to.
 */
export const named = (paths: Json, schemas: Json): { readonly paths: Json; readonly schemas: Json } => {
  const names = namesOf(schemas)
  const shared = new Set([...names.values()].flatMap(({ isCopy, name }) => (isCopy ? [name] : [])))
  const renamed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(renamed)
    if (!isObject(value)) return value
    const told = names.get(refOf(value) ?? "")
    const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, renamed(one)]))
    if (told === undefined) return inner
    const { description, name } = told
    return { ...inner, $ref: `#/components/schemas/${name}`, ...(description === undefined ? {} : { description }) }
  }
  const kept = Object.entries(schemas).flatMap(([key, schema]) => {
    const told = names.get(key)
    if (told === undefined || told.isCopy) return []
    const { description: _each, ...plain } = record(renamed(schema))
    return [[told.name, shared.has(told.name) ? plain : renamed(schema)] as const]
  })
  return { paths: record(renamed(paths)), schemas: Object.fromEntries(kept) }
}
