import { Result } from "effect"

/** A text with holes for parameters, ready to be filled. */
export interface Template {
  readonly parts: ReadonlyArray<{ readonly text: string } | { readonly field: string }>
}

const field = /^\s*\.([\p{L}_][\p{L}\p{Nd}_]*)\s*$/u

/**
 * Reads the field form of the overseer's templates: `[[.name]]` stands for the parameter `name`. Anything else
 * between the brackets, or a bracket pair left open, is refused with a sentence.
 */
export const parse = (source: string): Result.Result<Template, string> => {
  const parts: Array<Template["parts"][number]> = []
  let rest = source
  for (;;) {
    const open = rest.indexOf("[[")
    if (open < 0) break
    const close = rest.indexOf("]]", open + 2)
    if (close < 0) return Result.fail(`${JSON.stringify(source)} opens "[[" and never closes it with "]]"`)
    const inside = rest.slice(open + 2, close)
    const name = field.exec(inside)?.[1]
    if (name === undefined) {
      return Result.fail(
        `${JSON.stringify(source)} has "[[${inside}]]"; only a parameter's name is allowed there, such as "[[.source]]"`
      )
    }
    if (open > 0) parts.push({ text: rest.slice(0, open) })
    parts.push({ field: name })
    rest = rest.slice(close + 2)
  }
  if (rest !== "") parts.push({ text: rest })
  return Result.succeed({ parts })
}

/** Fills the holes; a name that `values` lacks becomes `<no value>`, as in the overseer's protocol. */
export const render = ({ parts }: Template, values: ReadonlyMap<string, string>): string =>
  parts.map((part) => ("text" in part ? part.text : (values.get(part.field) ?? "<no value>"))).join("")
