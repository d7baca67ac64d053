import { DateTime, Result } from "effect"

/** What a template of file names may speak of. */
export interface Naming {
  readonly driver: string
  readonly source: string
  readonly session: Moment
  readonly recording: Moment
  readonly segment: Moment
}

/** When something began, and how many of its kind came before. */
export interface Moment {
  readonly at: DateTime.Zoned
  readonly count: number
}

/** A path without its extension, made anew for each file. */
export type Template = (naming: Naming) => string

const parts: { readonly [field: string]: (moment: Moment) => string } = {
  Year: ({ at }) => String(DateTime.toParts(at).year).padStart(4, "0"),
  Month: ({ at }) => two(DateTime.toParts(at).month),
  Day: ({ at }) => two(DateTime.toParts(at).day),
  Hour: ({ at }) => two(DateTime.toParts(at).hour),
  Minute: ({ at }) => two(DateTime.toParts(at).minute),
  Second: ({ at }) => two(DateTime.toParts(at).second),
  Unix: ({ at }) => String(DateTime.toEpochSeconds(at)),
  Count: ({ count }) => String(count)
}

const two = (n: number): string => String(n).padStart(2, "0")

const field = (expression: string): Template | undefined => {
  if (expression === ".Driver") return ({ driver }) => driver
  if (expression === ".Source") return ({ source }) => source
  const [, whose, name = ""] = /^\.(Session|Recording|Segment)\.([A-Za-z]+)$/.exec(expression) ?? []
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined
  if (part === undefined || (whose === "Session" && name === "Count")) return undefined
  if (whose === "Session") return ({ session }) => part(session)
  return whose === "Recording" ? ({ recording }) => part(recording) : ({ segment }) => part(segment)
}

/**
 * Reads a template of the form `recordings/{{.Driver}}/{{.Source}}/{{.Session.Year}}`. Fields are `.Driver`,
 * `.Source`, and `Year Month Day Hour Minute Second Unix` of `.Session`, `.Recording` and `.Segment`, the latter two
 * also with `Count`; times are local. A leading `~/` is `home`. Fails with a sentence for anything else in braces.
 */
export const parse = (text: string, home: string): Result.Result<Template, string> => {
  const path = text.startsWith("~/") ? `${home.replace(/\/$/, "")}${text.slice(1)}` : text
  const pieces: Array<Template> = []
  for (const piece of path.split(/(\{\{[^{}]*\}\})/)) {
    const expression = /^\{\{(.*)\}\}$/.exec(piece)?.[1]?.trim()
    const made = expression === undefined ? () => piece : field(expression)
    if (made === undefined || (expression === undefined && /\{\{|\}\}|\0/.test(piece))) {
      const given = expression === undefined ? piece : `{{${expression}}}`
      return Result.fail(`the output pattern holds ${given}; it takes fields like {{.Source}} and {{.Session.Year}}`)
    }
    pieces.push(made)
  }
  return Result.succeed((naming) => pieces.map((piece) => piece(naming)).join(""))
}
