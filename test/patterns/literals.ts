import { parseAst } from "rolldown/parseAst"

/** A regular expression as it stands in a file. */
export interface Literal {
  readonly line: number
  readonly pattern: string
  readonly flags: string
}

export interface Found {
  readonly literals: ReadonlyArray<Literal>
  /** Lines that make a pattern of a text that only running them tells. */
  readonly made: ReadonlyArray<number>
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** The text of an expression that is one by itself, or by constants that are. */
const textOf = (node: unknown, constants: ReadonlyMap<string, unknown>): string | undefined => {
  if (!isObject(node)) return undefined
  if (typeof node["value"] === "string") return node["value"]
  if (node["type"] === "Identifier") return textOf(constants.get(String(node["name"])), constants)
  const { expressions, quasis } = node
  if (!Array.isArray(quasis) || !Array.isArray(expressions)) return undefined
  const parts = quasis.map((quasi, i) =>
    i === quasis.length - 1 ? quasi.value.cooked : [quasi.value.cooked, textOf(expressions[i], constants)]
  )
  return parts.flat().includes(undefined) ? undefined : parts.flat().join("")
}

/** Every regular expression of a source text. */
export const patternsIn = (source: string, lang: "ts" | "js"): Found => {
  const literals: Array<Literal> = []
  const made: Array<number> = []
  const constants = new Map<string, unknown>()
  const lineAt = (start: unknown) => source.slice(0, Number(start)).split("\n").length
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(visit)
      return
    }
    if (!isObject(node)) return
    const { callee, regex, start, type } = node
    if (type === "VariableDeclarator" && isObject(node["id"])) constants.set(String(node["id"]["name"]), node["init"])
    if (isObject(regex)) {
      literals.push({ line: lineAt(start), pattern: String(regex["pattern"]), flags: String(regex["flags"]) })
    }
    if ((type === "NewExpression" || type === "CallExpression") && isObject(callee) && callee["name"] === "RegExp") {
      const [pattern, flags] = (Array.isArray(node["arguments"]) ? node["arguments"] : []).map((one) =>
        textOf(one, constants)
      )
      if (pattern === undefined) made.push(lineAt(start))
      else literals.push({ line: lineAt(start), pattern, flags: flags ?? "" })
    }
    Object.values(node).forEach(visit)
  }
  visit(parseAst(source, { lang }))
  return { literals, made }
}
