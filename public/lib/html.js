import { addressOf } from "./router.js"

/** Markup as it stands in a script, apart from the values that go into it. `html` and `svg` alone make one. */
export class Template {
  constructor(strings, values, inSvg = false) {
    this.strings = strings
    this.values = values
    this.inSvg = inSvg
  }
}

/** Attributes for the tag that they stand in. */
export class Attributes {
  constructor(values) {
    this.values = values
  }
}

/**
 * Markup with values, which stand in texts, inside of attributes' double quotes, or as attributes of a tag. A value is never read
 * as markup: none can break out of its place. A text may also be a template or a list; null, undefined and booleans leave nothing.
 * In a list a template is known again by the `data-key` of its outermost element.
 */
export const html = (strings, ...values) => new Template(strings, values)

/** The same for what stands inside of a drawing. */
export const svg = (strings, ...values) => new Template(strings, values, true)

/** Attributes by name: null, undefined and `false` leave one out, `true` makes it a bare one, or `"true"` where ARIA wants that. */
export const attributes = (values) => new Attributes(values)

const none = new Attributes({})

/** Bare attributes such as `disabled`, with spaces between their names, or none. */
export const on = (names, holds) =>
  holds ? new Attributes(Object.fromEntries(names.split(" ").map((name) => [name, true]))) : none

/** Stands for a value among the characters of an attribute, and begins the name of one that stands for a set of them. */
const gap = "\uE000"

/**
 * The markup for the parser, without the line breaks around it, and with a mark for each value: a comment in a text, the gap in an
 * attribute, an attribute in a tag. `names` has the attribute that holds a value's mark, nothing for a text.
 */
const marked = ([first, ...pieces]) => {
  const names = []
  let markup = first.startsWith("\n") ? first.trimStart() : first
  for (const [i, piece] of pieces.entries()) {
    const tag = markup.lastIndexOf("<")
    if (tag <= markup.lastIndexOf(">")) markup += "<!---->"
    else {
      const inTag = markup.slice(tag)
      const open = inTag.lastIndexOf('="')
      const isOpen = open >= 0 && !inTag.includes('"', open + 2)
      const name = isOpen ? inTag.slice(0, open).split(/[\s"]/).at(-1) : undefined
      names[i] = name ?? `${gap}${i}`
      markup += name === undefined ? ` ${names[i]}` : gap
    }
    markup += piece
  }
  return { markup: markup.replace(/\n *$/, ""), names }
}

const contentOf = (markup, inSvg) => {
  const template = document.createElement("template")
  template.innerHTML = inSvg ? `<svg>${markup}</svg>` : markup
  const { content } = template
  if (inSvg) content.firstChild.replaceWith(...content.firstChild.childNodes)
  // A first node that stays the first, whatever a value puts there.
  if (content.firstChild === null || content.firstChild.nodeType === Node.COMMENT_NODE) content.prepend("")
  return content
}

/** Whether an element holds the mark that an attribute of this name has. */
const holds = (element, name) =>
  name !== undefined && (name.startsWith(gap) ? element.hasAttribute(name) : element.getAttribute(name)?.includes(gap))

/**
 * The parts of the content in the order of their values; their marks go. A part's way says which child of the content it is in,
 * which child of that, and so on.
 */
const partsOf = (content, names, many) => {
  const parts = []
  let from = 0
  const find = (node, above) => {
    let place = 0
    for (let child = node.firstChild; child !== null && from < many; child = child.nextSibling) {
      const way = [...above, place++]
      if (child.nodeType === Node.COMMENT_NODE) {
        child.replaceWith("")
        child = node.childNodes[way.at(-1)]
        parts.push({ kind: "text", way, from: from++ })
      }
      if (child.nodeType !== Node.ELEMENT_NODE) continue
      for (let name = names[from]; holds(child, name); name = names[from]) {
        const pieces = child.getAttribute(name).split(gap)
        parts.push({ kind: name.startsWith(gap) ? "set" : "attribute", way, from, name, pieces })
        child.removeAttribute(name)
        from += Math.max(pieces.length - 1, 1)
      }
      find(child, way)
    }
  }
  find(content, [])
  return parts
}

const isKey = ({ name, pieces, way }) => name === "data-key" && way.length === 1 && pieces.join("") === ""

const blueprints = new WeakMap()

/**
 * What there is to know of a template's markup, found once: `content` to be copied, the `parts` of a copy that take values, and
 * which value is its `key`.
 */
export const blueprintOf = ({ inSvg, strings }) => {
  const known = blueprints.get(strings)
  if (known !== undefined) return known
  const { markup, names } = marked(strings)
  const content = contentOf(markup, inSvg)
  const parts = partsOf(content, names, strings.length - 1)
  for (const link of content.querySelectorAll("[href^='/']"))
    link.setAttribute("href", addressOf(link.getAttribute("href")))
  const blueprint = { content, parts, key: parts.find(isKey)?.from }
  blueprints.set(strings, blueprint)
  return blueprint
}
