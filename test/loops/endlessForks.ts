import { parseAst } from "rolldown/parseAst"

type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value)
const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** `Effect.forkScoped` of a node that names it so. */
const nameOf = (node: unknown): string => {
  if (!isNode(node)) return ""
  if (node["type"] === "Identifier") return String(node["name"])
  if (node["type"] !== "MemberExpression") return ""
  return `${nameOf(node["object"])}.${nameOf(node["property"])}`
}

const forks = new Set(["Effect.forkScoped", "Effect.forkDetach", "Effect.forkIn", "Effect.forkChild"])

/** Streams that never end, by what they are called: those of ports. */
const endless = /\b(?:changes|news|stream|backlog)\.?(?:stream|news)?$/

const hasEnd = (options: unknown): boolean =>
  isNode(options) &&
  listOf(options["properties"]).some((one) => isNode(one) && ["until", "while", "times"].includes(nameOf(one["key"])))

/** Whether an expression goes on without an end wherever it stands; `constants` are what names of the file stand for. */
const isEndless = (node: unknown, constants: ReadonlyMap<string, unknown>, within = new Set<string>()): boolean => {
  if (Array.isArray(node)) return node.some((one) => isEndless(one, constants, within))
  if (!isNode(node)) return false
  const { type } = node
  if (type === "Identifier") {
    const name = String(node["name"])
    if (within.has(name)) return false
    return isEndless(constants.get(name), constants, new Set([...within, name]))
  }
  if (type === "MemberExpression") return nameOf(node) === "Effect.forever"
  if (type === "WhileStatement" && isNode(node["test"]) && node["test"]["value"] === true) return true
  if (type === "CallExpression") {
    const name = nameOf(node["callee"])
    const [first, second] = listOf(node["arguments"])
    // What races with an end has one.
    if (/^Effect\.(?:race|raceFirst|timeout\w*)$/.test(name) || name.startsWith("Loop.")) return false
    if (name === "Effect.forever") return true
    if (name === "Effect.repeat" && !hasEnd(second ?? first)) return true
    if (name === "Stream.runForEach" && endless.test(nameOf(first))) return true
  }
  return Object.values(node).some((one) => isEndless(one, constants, within))
}

/** The lines of a source text on which something without an end is forked. */
export const endlessForks = (source: string): ReadonlyArray<number> => {
  const lines: Array<number> = []
  const constants = new Map<string, unknown>()
  const gather = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(gather)
      return
    }
    if (!isNode(node)) return
    if (node["type"] === "VariableDeclarator") constants.set(nameOf(node["id"]), node["init"])
    Object.values(node).forEach(gather)
  }
  const lineAt = (start: unknown) => source.slice(0, Number(start)).split("\n").length
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(visit)
      return
    }
    if (!isNode(node)) return
    if (node["type"] === "CallExpression") {
      const name = nameOf(node["callee"])
      const args = listOf(node["arguments"])
      const isPipe = isNode(node["callee"]) && nameOf(node["callee"]["property"]) === "pipe"
      if (forks.has(name) && isEndless(args, constants)) lines.push(lineAt(node["start"]))
      if (isPipe && args.some((one) => forks.has(nameOf(one)) || (isNode(one) && forks.has(nameOf(one["callee"]))))) {
        if (isEndless([isNode(node["callee"]) ? node["callee"]["object"] : null, args], constants))
          lines.push(lineAt(node["start"]))
      }
    }
    Object.values(node).forEach(visit)
  }
  const program = parseAst(source, { lang: "ts" })
  gather(program)
  visit(program)
  return lines
}
