type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const entriesOf = (value: unknown): ReadonlyArray<readonly [string, Json]> =>
  isObject(value) ? Object.entries(value).flatMap(([key, one]) => (isObject(one) ? [[key, one] as const] : [])) : []

const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** What an OpenAPI document lets its clients rely on, and what it asks of them, in lines to be compared. */
export interface ApiFacts {
  /** Operations, what they take and what they answer. Nothing of it may go. */
  readonly offers: ReadonlySet<string>
  /** What a request must carry, each with the offer that it belongs to. To an offer that is known nothing may come. */
  readonly demands: ReadonlyMap<string, string>
}

type Requires = (field: string, holder: string) => void

/** The facts of a document with these paths, whose schemas refer to these by name. */
export const apiFacts = (paths: Json, schemas: Json): ApiFacts => {
  const offers = new Set<string>()
  const demands = new Map<string, string>()
  const asks: Requires = (field, holder) => demands.set(`${field} always`, holder)
  const gives: Requires = (field) => offers.add(`${field} always`)

  /** Tells each field, type and word of a value of this schema; `within` are the schemas on the way here. */
  const tell = (at: string, schema: unknown, requires: Requires, within: ReadonlyArray<string> = []): void => {
    if (!isObject(schema)) return
    const name = typeof schema["$ref"] === "string" ? schema["$ref"].split("/").at(-1) : undefined
    if (name !== undefined) {
      if (!within.includes(name)) tell(at, schemas[name], requires, [...within, name])
      return
    }
    for (const type of [schema["type"]].flat()) if (type !== undefined) offers.add(`${at} is ${type}`)
    for (const word of "const" in schema ? [schema["const"]] : listOf(schema["enum"]))
      offers.add(`${at} = ${JSON.stringify(word)}`)
    for (const field of listOf(schema["required"])) requires(`${at}.${field}`, `${at} is object`)
    for (const [field, one] of entriesOf(schema["properties"])) tell(`${at}.${field}`, one, requires, within)
    for (const one of listOf(schema["allOf"])) tell(at, one, requires, within)
    for (const part of ["anyOf", "oneOf"]) tellEither(at, listOf(schema[part]), requires, within)
    tell(`${at}[]`, schema["items"], requires, within)
    tell(`${at}.*`, schema["additionalProperties"], requires, within)
  }

  /** Of several forms that a value may have, only what each requires is required. */
  const tellEither = (at: string, forms: ReadonlyArray<unknown>, requires: Requires, within: ReadonlyArray<string>) => {
    const each = forms.map((form) => {
      const required = new Map<string, string>()
      tell(at, form, (field, holder) => required.set(field, holder), within)
      return { form, required }
    })
    const [first, ...others] = each.filter(({ form }) => !(isObject(form) && form["type"] === "null"))
    for (const [field, holder] of first?.required ?? [])
      if (others.every(({ required }) => required.has(field))) requires(field, holder)
  }

  const tellContents = (at: string, holder: unknown, requires: Requires): void => {
    for (const [type, { schema }] of entriesOf(isObject(holder) ? holder["content"] : undefined)) {
      offers.add(`${at} ${type}`)
      tell(`${at} ${type}:`, schema, requires)
    }
  }

  for (const [path, methods] of entriesOf(paths)) {
    for (const [method, operation] of entriesOf(methods)) {
      const at = `${method.toUpperCase()} ${path}`
      offers.add(at)
      for (const parameter of listOf(operation["parameters"]).filter(isObject)) {
        const name = `${at} ${parameter["in"]} ${parameter["name"]}`
        offers.add(name)
        if (parameter["required"] === true) asks(name, at)
        tell(name, parameter["schema"], asks)
      }
      tellContents(`${at} takes`, operation["requestBody"], asks)
      for (const [status, response] of entriesOf(operation["responses"])) {
        offers.add(`${at} answers ${status}`)
        tellContents(`${at} answers ${status}`, response, gives)
      }
    }
  }
  return { offers, demands }
}
