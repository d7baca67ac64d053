/** An element of an XML text, without the prefixes of its namespaces. */
export interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: ReadonlyArray<Element>
  readonly text: string
}

/** No manifest has more elements, or has them as deep within each other. */
const most = { elements: 100_000, depth: 32 }

/** What is passed over, by how it begins and ends. */
const passed = [
  ["<!--", "-->"],
  ["<?", "?>"],
  ["<!DOCTYPE", ">"]
] as const

const data = ["<![CDATA[", "]]>"] as const

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

const decoded = (text: string): string =>
  text.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities[name] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

const localName = (name: string): string => name.slice(name.indexOf(":") + 1)

/** Where a tag ends that begins at `at`: a value may hold what else would end it. */
const tagEnd = (xml: string, at: number): number => {
  let quote = ""
  for (let i = at; i < xml.length; i++) {
    const sign = xml[i] ?? ""
    if (quote !== "") {
      if (sign === quote) quote = ""
    } else if (sign === '"' || sign === "'") quote = sign
    else if (sign === ">") return i
  }
  return -1
}

interface Tag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly isEmpty: boolean
}

/** Reads what stands between the angles of a tag, each sign once however it was made. */
const tagOf = (inner: string): Tag | undefined => {
  const isEmpty = inner.endsWith("/")
  const text = isEmpty ? inner.slice(0, -1) : inner
  const [name] = /^[\w:.-]+/.exec(text) ?? []
  if (name === undefined) return undefined
  const attribute = /\s+([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y
  attribute.lastIndex = name.length
  const attributes = new Map<string, string>()
  for (let found = attribute.exec(text); found !== null; found = attribute.exec(text)) {
    attributes.set(localName(found[1] ?? ""), decoded(found[2] ?? found[3] ?? ""))
  }
  return { name: localName(name), attributes, isEmpty }
}

interface Open extends Element {
  readonly children: Array<Element>
  text: string
}

const opened = (name: string, attributes: ReadonlyMap<string, string>): Open => ({
  name,
  attributes,
  children: [],
  text: ""
})

/** The outermost element of an XML text; undefined for what is none, or breaks off. Entities of its own are left as they are. */
export const readXml = (xml: string): Element | undefined => {
  const outside = opened("", new Map())
  const open: Array<Open> = [outside]
  let elements = 0
  for (let at = 0; ; ) {
    const parent = open.at(-1)
    const begin = xml.indexOf("<", at)
    if (begin === -1 || parent === undefined) return open.length === 1 ? outside.children[0] : undefined
    if (begin > at) parent.text += decoded(xml.slice(at, begin))
    const apart = [...passed, data].find(([opens]) => xml.startsWith(opens, begin))
    if (apart !== undefined) {
      const [opens, closes] = apart
      const end = xml.indexOf(closes, begin + opens.length)
      if (end === -1) return undefined
      if (apart === data) parent.text += xml.slice(begin + opens.length, end)
      at = end + closes.length
      continue
    }
    const end = tagEnd(xml, begin)
    if (end === -1) return undefined
    at = end + 1
    if (xml[begin + 1] === "/") {
      if (open.length < 2 || localName(xml.slice(begin + 2, end).trim()) !== parent.name) return undefined
      open.pop()
      continue
    }
    const tag = tagOf(xml.slice(begin + 1, end))
    if (tag === undefined || ++elements > most.elements || open.length > most.depth) return undefined
    const element = opened(tag.name, tag.attributes)
    parent.children.push(element)
    if (!tag.isEmpty) open.push(element)
  }
}
