import { isObject, type Json } from "./json.ts"

const ref = /^#\/components\/schemas\/(.+)$/

/** The name of the schema that is referred to. */
export const refOf = (schema: unknown): string | undefined =>
  isObject(schema) && typeof schema["$ref"] === "string" ? ref.exec(schema["$ref"])?.[1] : undefined

/** Makes examples of what schemas describe, from their own examples and those of what they are made of, so that each satisfies its schema. */
export const examples = (schemas: Json) => {
  const object = (schema: Json): Json => {
    const properties = isObject(schema["properties"]) ? Object.entries(schema["properties"]) : []
    const told = properties.filter(([field]) => field !== "instance")
    const made = Object.fromEntries(told.map(([field, inner]) => [field, valueOf(inner)]))
    // A problem says the same in both of its members.
    return "code" in made && "error" in made && "detail" in made ? { ...made, detail: made["error"] } : made
  }

  const number = (schema: Json): number => {
    const least = Number(schema["minimum"] ?? 1)
    return Math.max(1, Number.isSafeInteger(least) ? least : 1)
  }

  const plain = (schema: Json): unknown => {
    const options = schema["anyOf"] ?? schema["oneOf"]
    if (Array.isArray(options)) return valueOf(options[0])
    if (Array.isArray(schema["enum"])) return schema["enum"][0]
    switch (schema["type"]) {
      case "object":
        return object(schema)
      case "array":
        return [valueOf(schema["items"])]
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

  const valueOf = (schema: unknown): unknown => {
    const told = schemas[refOf(schema) ?? ""] ?? schema
    if (!isObject(told)) return null
    return Array.isArray(told["examples"]) ? told["examples"][0] : plain(told)
  }

  /** The forms that a schema leaves open. */
  const formsOf = (schema: unknown): ReadonlyArray<unknown> => {
    const told = schemas[refOf(schema) ?? ""] ?? schema
    return isObject(told) && Array.isArray(told["anyOf"]) ? told["anyOf"] : [schema]
  }

  return { formsOf, of: valueOf }
}

export type Examples = ReturnType<typeof examples>
