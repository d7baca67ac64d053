type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isOf = (type: unknown, value: unknown): boolean => {
  switch (type) {
    case "object":
      return isObject(value)
    case "array":
      return Array.isArray(value)
    case "integer":
      return Number.isInteger(value)
    case "null":
      return value === null
    case undefined:
      return true
    default:
      return typeof value === type
  }
}

/** Why a value does not satisfy a JSON schema, as far as the contract uses JSON schemas; empty when it does. */
export const misfits = (schemas: Json, told: unknown, value: unknown, at = "$"): ReadonlyArray<string> => {
  const schema = isObject(told) ? told : {}
  const name = typeof schema["$ref"] === "string" ? schema["$ref"].split("/").at(-1) : undefined
  if (name !== undefined) return name in schemas ? misfits(schemas, schemas[name], value, at) : [`${at}: no ${name}`]
  const forms = schema["anyOf"]
  if (Array.isArray(forms)) {
    const each = forms.map((form) => misfits(schemas, form, value, at))
    return each.some((all) => all.length === 0) ? [] : each.flat()
  }
  if (Array.isArray(schema["enum"])) return schema["enum"].includes(value) ? [] : [`${at}: ${value} is none of them`]
  if (!isOf(schema["type"], value)) return [`${at}: ${JSON.stringify(value)} is no ${schema["type"]}`]
  if (Array.isArray(value)) return value.flatMap((one, n) => misfits(schemas, schema["items"], one, `${at}[${n}]`))
  if (isObject(value)) {
    const properties = isObject(schema["properties"]) ? schema["properties"] : {}
    const required = Array.isArray(schema["required"]) ? schema["required"] : []
    const missing = required.filter((key) => !(key in value)).map((key) => `${at}.${key}: is missing`)
    const wrong = Object.entries(value).flatMap(([key, one]) => {
      if (key in properties) return misfits(schemas, properties[key], one, `${at}.${key}`)
      const more = schema["additionalProperties"]
      return more === false ? [`${at}.${key}: is not known`] : misfits(schemas, more, one, `${at}.${key}`)
    })
    return [...missing, ...wrong]
  }
  if (typeof value === "number") {
    const fits = value >= Number(schema["minimum"] ?? -Infinity) && value <= Number(schema["maximum"] ?? Infinity)
    return fits && value > Number(schema["exclusiveMinimum"] ?? -Infinity) ? [] : [`${at}: ${value} is out of bounds`]
  }
  if (typeof value === "string") {
    const pattern = schema["pattern"]
    const fits = typeof pattern !== "string" || new RegExp(pattern, "u").test(value)
    const length = value.length
    const inLength = length >= Number(schema["minLength"] ?? 0) && length <= Number(schema["maxLength"] ?? Infinity)
    return fits && inLength ? [] : [`${at}: ${value} does not fit`]
  }
  return []
}
