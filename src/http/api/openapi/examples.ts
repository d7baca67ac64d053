import { isObject, type Json } from "./json.ts"
import { words } from "./words.ts"

const ref = /^#\/components\/schemas\/(.+)$/

/** The name of the schema that is referred to. */
export const refOf = (schema: unknown): string | undefined =>
  isObject(schema) && typeof schema["$ref"] === "string" ? ref.exec(schema["$ref"])?.[1] : undefined

const isAbsent = Symbol("absent")

/** Makes examples of what schemas describe, from their own examples and from the words above, so that each satisfies its schema. */
export const examples = (schemas: Json) => {
  const wordOf = (schema: string, field: string): unknown => {
    const own = `${schema}.${field}`
    if (Object.hasOwn(words, own)) return words[own] === undefined ? isAbsent : words[own]
    return words[field]
  }

  const object = (schema: Json, name: string): Json => {
    const properties = isObject(schema["properties"]) ? Object.entries(schema["properties"]) : []
    const fields = properties.flatMap(([field, inner]) => {
      if (field === "instance") return []
      const value = valueOf(inner, name, field)
      return value === isAbsent ? [] : [[field, value] as const]
    })
    const made = Object.fromEntries(fields)
    // A problem says the same in both of its members.
    return "code" in made && "error" in made && "detail" in made ? { ...made, detail: made["error"] } : made
  }

  const number = (schema: Json): number => {
    const least = Number(schema["minimum"] ?? 1)
    return Math.max(1, Number.isSafeInteger(least) ? least : 1)
  }

  const plain = (schema: Json, name: string): unknown => {
    const options = schema["anyOf"] ?? schema["oneOf"]
    if (Array.isArray(options)) return valueOf(options[0], name)
    if (Array.isArray(schema["enum"])) return schema["enum"][0]
    switch (schema["type"]) {
      case "object":
        return object(schema, name)
      case "array":
        return [valueOf(schema["items"], name)]
      case "integer":
      case "number":
        return number(schema)
      case "boolean":
        return true
      case "null":
        return null
      default:
        return "text"
    }
  }

  const valueOf = (schema: unknown, within: string, field?: string): unknown => {
    const name = refOf(schema)
    const told = name === undefined ? schema : schemas[name]
    if (!isObject(told)) return null
    const word = field === undefined ? undefined : wordOf(within, field)
    const own = Array.isArray(told["examples"]) ? told["examples"][0] : undefined
    if (field !== undefined && Object.hasOwn(words, `${within}.${field}`)) return word
    if (own !== undefined) return own
    const isStructure = name !== undefined && (told["type"] === "object" || told["type"] === "array")
    if (word !== undefined && !isStructure && !isFixed(told)) return word
    return plain(told, name ?? within)
  }

  /** The forms that a schema leaves open. */
  const formsOf = (schema: unknown): ReadonlyArray<unknown> => {
    const told = schemas[refOf(schema) ?? ""] ?? schema
    return isObject(told) && Array.isArray(told["anyOf"]) ? told["anyOf"] : [schema]
  }

  return { formsOf, of: (schema: unknown): unknown => valueOf(schema, refOf(schema) ?? "") }
}

export type Examples = ReturnType<typeof examples>

/** Whether one value alone is allowed. */
const isFixed = (schema: Json): boolean => Array.isArray(schema["enum"])
