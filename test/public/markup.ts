/** What a template of the pages would read as, written out as HTML; anything else as the text that it would be shown as. */
export const markupOf = (value: unknown): string => {
  if (value === null || value === undefined || typeof value === "boolean") return ""
  if (Array.isArray(value)) return value.map(markupOf).join("")
  if (isTemplate(value)) return value.strings.reduce((text, piece, i) => text + markupOf(value.values[i - 1]) + piece)
  if (isAttributes(value)) return Object.entries(value.values).map(attribute).join("")
  return String(value).replace(/[&<>"]/g, (character) => entities[character] ?? character)
}

export interface Template {
  readonly strings: ReadonlyArray<string>
  readonly values: ReadonlyArray<unknown>
}

interface Attributes {
  readonly values: Readonly<Record<string, unknown>>
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

const named = (value: unknown, name: string) => typeof value === "object" && value?.constructor.name === name
const isTemplate = (value: unknown): value is Template => named(value, "Template")
const isAttributes = (value: unknown): value is Attributes => named(value, "Attributes")

const attribute = ([name, value]: readonly [string, unknown]) =>
  value === null || value === undefined || value === false ? "" : value === true ? ` ${name}` : ` ${name}="${value}"`
