import { SchemaAST } from "effect"

/** Where a value came from: an address carries texts alone, a body is JSON. */
export type Origin = "address" | "body"

/** The words joined as in a sentence: `a, b and c`. */
const listed = (words: ReadonlyArray<string>, last: string): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`

type Bounds = Readonly<Record<string, unknown>>

const boundsOf = (checks: ReadonlyArray<SchemaAST.Check<never>>): Bounds => {
  let found: Bounds = {}
  for (const check of checks) {
    if (check._tag === "FilterGroup") found = { ...found, ...boundsOf(check.checks) }
    const told = check.annotations?.representation
    if (told === undefined) continue
    if (told.id.endsWith("/isInt")) found = { ...found, whole: true }
    if (typeof told.payload === "object" && told.payload !== null) found = { ...found, ...told.payload }
  }
  return found
}

const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined)

/** ` from 1 to 500`, ` of at least 1`, or nothing where there are no bounds. */
const range = (
  least: number | undefined,
  most: number | undefined,
  [both, low, high]: readonly [string, string, string]
) => {
  if (least !== undefined && most !== undefined) return ` ${both} ${least} to ${most}`
  if (least !== undefined) return ` ${low} ${least}`
  return most === undefined ? "" : ` ${high} ${most}`
}

const numberWanted = (bounds: Bounds): string => {
  const above = number(bounds["exclusiveMinimum"])
  const least = number(bounds["minimum"]) ?? (above === undefined ? undefined : above + 1)
  const inRange = range(least, number(bounds["maximum"]), ["from", "of at least", "of at most"])
  return `a ${bounds["whole"] === true ? "whole " : ""}number${inRange}`
}

const textWanted = (bounds: Bounds): string => {
  const length = range(number(bounds["minLength"]), number(bounds["maxLength"]), ["of", "of at least", "of at most"])
  return length === "" ? "a text" : `a text${length} characters`
}

const listWanted = (bounds: Bounds): string => {
  const length = range(number(bounds["minLength"]), number(bounds["maxLength"]), ["of", "of at least", "of at most"])
  return length === "" ? "a list" : `a list${length} entries`
}

/** More fields than these are not named: the documentation does. */
const mostNamed = 4

const fieldsOf = (ast: SchemaAST.Objects): string => {
  const needed = ast.propertySignatures.flatMap(({ name, type }) => (SchemaAST.isOptional(type) ? [] : [String(name)]))
  return needed.length === 0 || needed.length > mostNamed ? "" : `with ${listed(needed, "and")}`
}

const flat = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> =>
  ast._tag === "Union" ? ast.types.flatMap(flat) : [ast]

/** A literal as it is written there; only a text that could be taken for a number shows its quotes. */
const literalWanted = (literal: SchemaAST.LiteralValue, origin: Origin): string =>
  origin === "body" && typeof literal === "string" && /^[\d.]+$/.test(literal) ? `"${literal}"` : String(literal)

const unionWanted = (types: ReadonlyArray<SchemaAST.AST>, origin: Origin): string => {
  const words = types.flatMap((type) => (type._tag === "Literal" ? [literalWanted(type.literal, origin)] : []))
  const objects = types.filter((type) => type._tag === "Objects")
  const others = types
    .filter((type) => type._tag !== "Literal" && type._tag !== "Objects")
    .map((type) => kindOf(type, origin))
  const all = [
    ...(words.length > 1 ? [`one of ${words.join(", ")}`] : words),
    ...(objects.length === 0 ? [] : [`a JSON object ${listed(objects.map(fieldsOf), "or")}`.trimEnd()]),
    ...others
  ]
  return listed(all, "or")
}

const kindOf = (ast: SchemaAST.AST, origin: Origin): string => {
  const bounds = boundsOf(ast.checks ?? [])
  switch (ast._tag) {
    case "String":
      return textWanted(bounds)
    case "Number":
      return numberWanted(bounds)
    case "Boolean":
      return "true or false"
    case "Null":
      return "null"
    case "Literal":
      return literalWanted(ast.literal, origin)
    case "Arrays":
      return listWanted(bounds)
    case "Objects":
      return `a JSON object ${fieldsOf(ast)}`.trimEnd()
    case "Union":
      return unionWanted(flat(ast), origin)
    default:
      return "a value of another form"
  }
}

/** What a value must be, as the part of a sentence that follows its name: `is a whole number from 1 to 500`. */
export const wanted = (ast: SchemaAST.AST, origin: Origin): string => {
  const message = SchemaAST.resolveAt<unknown>("message")(ast)
  return typeof message === "string" ? message : `is ${kindOf(ast, origin)}`
}
