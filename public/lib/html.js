/** Text that is HTML already, made by `html` alone. */
export class Markup {
  constructor(text) {
    this.text = text
  }
}

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }

/** The text with all that HTML gives a meaning to made harmless, outside and inside of quoted attributes. */
export const escape = (value) => String(value).replace(/[&<>"']/g, (character) => entities[character])

const render = (value) => {
  if (value === null || value === undefined || typeof value === "boolean") return ""
  if (value instanceof Markup) return value.text
  return Array.isArray(value) ? value.map(render).join("") : escape(value)
}

/**
 * A template whose values are escaped unless `html` made them; lists are joined; null, undefined and booleans leave nothing.
 * Attribute values stand in double quotes. `${on("disabled", busy)}` writes a bare attribute where it holds.
 */
export const html = (strings, ...values) =>
  new Markup(strings.reduce((text, piece, i) => text + render(values[i - 1]) + piece))

/** A bare attribute such as `disabled`, or nothing. */
export const on = (name, holds) => new Markup(holds ? name : "")

export const nothing = new Markup("")
