import { Attributes, blueprintOf, Template } from "./html.js"
import { addressOf } from "./router.js"

/** Parts of long lists that the browser leaves out of its work at the moment. */
const unseen = new WeakSet()

/** Notes whether a part of a long list is left out, or taken in again. */
export const setSeen = (part, seen) => (seen ? unseen.delete(part) : unseen.add(part))

/** Whether an element may be seen: what is left out needs neither clocks that run nor anything that moves. */
export const isSeen = (element) => !unseen.has(element.closest(".part"))

const still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)")

/** Lets a number that has just changed stand out and fade back, for people who don't mind motion; it stays readable all the while. */
const fade = (element) => {
  if (still?.matches !== true && isSeen(element)) element.animate([{ color: "var(--text)" }, {}], 400)
}

const nodeAt = (root, way) => {
  let node = root
  for (const i of way) {
    node = node.firstChild
    for (let to = i; to > 0; to--) node = node.nextSibling
  }
  return node
}

/** Puts a live node elsewhere; where browsers can, it keeps its focus and what is open in it. */
export const place = (parent, node, before) =>
  parent.moveBefore === undefined || !parent.isConnected || !node.isConnected
    ? parent.insertBefore(node, before)
    : parent.moveBefore(node, before)

const none = []

/**
 * A template's markup as live nodes, put in front of another, and what was made of its values: those themselves, and for each
 * part the copies that it holds, if any.
 */
class Copy {
  constructor(template, parent, before) {
    const { content, key, parts } = blueprintOf(template)
    const root = document.importNode(content, true)
    this.strings = template.strings
    this.keyAt = key
    this.parts = parts
    this.nodes = parts.length === 0 ? none : parts.map(({ way }) => nodeAt(root, way))
    this.values = none
    this.held = none
    this.first = root.firstChild
    this.last = root.lastChild
    this.take(template, true)
    parent.insertBefore(root, before)
  }

  fits({ strings, values }) {
    return this.strings === strings && (this.keyAt === undefined || this.values[this.keyAt] === values[this.keyAt])
  }

  take({ values }, isNew = false) {
    const { parts } = this
    for (let i = 0; i < parts.length; i++) puts[parts[i].kind](this, i, values, isNew)
    this.values = values
  }

  get key() {
    return this.values[this.keyAt]
  }

  get all() {
    const all = [this.first]
    while (all.at(-1) !== this.last) all.push(all.at(-1).nextSibling)
    return all
  }
}

/** The element that a template is, and `take(template)`, by which it follows another one of the same markup. */
export const elementOf = (template) => {
  const copy = new Copy(template, document.createDocumentFragment(), null)
  return { element: copy.first, take: (template) => copy.take(template) }
}

const setAttribute = (element, name, value, isNew) => {
  if (value === undefined || value === null || value === false) element.removeAttribute(name)
  else if (name === "href" || name === "src") element.setAttribute(name, addressOf(value))
  else element.setAttribute(name, value !== true ? value : name.startsWith("aria-") ? "true" : "")
  if (name === "value" && element.nodeName === "TEXTAREA") element.defaultValue = value
  // Somebody may have typed or chosen something since.
  if (isNew) return
  if (name === "checked" || name === "selected") element[name] = value === true
  if (name === "value" && element !== document.activeElement) element.value = value
}

const textOf = (value) => (value === null || value === undefined || typeof value === "boolean" ? "" : String(value))

const putAttribute = ({ nodes, parts, values: before }, at, values, isNew) => {
  const { from, name, pieces } = parts[at]
  const many = pieces.length - 1
  let isSame = !isNew
  for (let i = 0; i < many && isSame; i++) isSame = values[from + i] === before[from + i]
  if (isSame) return
  let text = pieces[0]
  for (let i = 0; i < many; i++) text += textOf(values[from + i]) + pieces[i + 1]
  setAttribute(nodes[at], name, text, isNew)
}

const setOf = (value) => (value instanceof Attributes ? value.values : {})

const putSet = ({ nodes, parts, values }, at, { [parts[at].from]: value }, isNew) => {
  const was = values[parts[at].from]
  if (was === value) return
  const [before, after] = [setOf(was), setOf(value)]
  for (const name in { ...before, ...after })
    if (before[name] !== after[name]) setAttribute(nodes[at], name, after[name], isNew)
}

const plain = ["", ""]

/** The values of a list as templates; what leaves nothing is left out. */
const templatesOf = (list, found = []) => {
  for (const value of list) {
    if (value instanceof Template) found.push(value)
    else if (Array.isArray(value)) templatesOf(value, found)
    else if (textOf(value) !== "") found.push(new Template(plain, [value]))
  }
  return found
}

/** Writes a text into its node; a number that changes stands out. */
const say = (node, text, isNew) => {
  const before = node.data
  if (before === text) return
  node.data = text
  const { parentElement } = node
  if (!isNew && before !== "" && parentElement?.classList.contains("number")) fade(parentElement)
}

/** A part in a text is a node with that text, or, while this is empty, holds copies in front of it. */
const putText = (copy, at, values, isNew) => {
  const node = copy.nodes[at]
  const value = values[copy.parts[at].from]
  const held = copy.held[at] ?? none
  const isMarkup = value instanceof Template
  if (isMarkup && held.length === 1 && held[0].fits(value)) held[0].take(value)
  else if (isMarkup || Array.isArray(value)) {
    if (held.length === 0) say(node, "", true)
    hold(copy, at, arranged(held, templatesOf([value]), node))
  } else {
    if (held.length > 0) hold(copy, at, arranged(held, none, node))
    // A clock goes on by itself between two drawings.
    else if (!isNew && value === copy.values[copy.parts[at].from] && node.parentNode.nodeName !== "TIME") return
    say(node, textOf(value), isNew)
  }
}

const hold = (copy, at, copies) => {
  if (copy.held === none) copy.held = []
  copy.held[at] = copies
}

const remove = (copies) => {
  for (const copy of copies) for (const node of copy.all) node.remove()
}

/** One copy for each template, in their order, in front of a node: those that there are stay, move or go, and others are made. */
const arranged = (copies, templates, end) => {
  if (templates.length === copies.length && copies.every((copy, i) => copy.fits(templates[i]))) {
    for (const [i, copy] of copies.entries()) copy.take(templates[i])
    return copies
  }
  const parent = end.parentNode
  const keys = templates.map((template) => template.values[blueprintOf(template).key])
  const wanted = new Set(keys)
  // Those that go leave first, or all that follow them would have to move.
  remove(copies.filter(({ key }) => key !== undefined && !wanted.has(key)))
  const left = new Set(copies.filter(({ key }) => key === undefined || wanted.has(key)))
  const keyed = new Map([...left].map((copy) => [copy.key, copy]))
  const all = templates.map((template, i) => {
    const [here] = left
    const known = keys[i] === undefined ? here : keyed.get(keys[i])
    const before = here?.first ?? end
    if (!left.has(known) || !known.fits(template)) return new Copy(template, parent, before)
    if (known !== here) for (const node of known.all) place(parent, node, before)
    known.take(template)
    left.delete(known)
    return known
  })
  remove(left)
  return all
}

const puts = { attribute: putAttribute, set: putSet, text: putText }

const roots = new WeakMap()

/**
 * Makes an element hold what a template says, and touches only what differs from the last time: elements stay what they are, so
 * that focus, scroll, selection and open dialogs survive. What a script puts into an element that has no values is left alone.
 */
export const render = (target, template) => {
  if (!roots.has(target)) target.replaceChildren("")
  const { copies, end } = roots.get(target) ?? { copies: none, end: target.firstChild }
  roots.set(target, { copies: arranged(copies, [template], end), end })
}

/** Empties an element; what is rendered into it next is made anew. */
export const clear = (target) => {
  roots.delete(target)
  target.replaceChildren()
}
