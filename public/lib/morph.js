import { fade } from "./fade.js"

const parse = (markup) => {
  const template = document.createElement("template")
  template.innerHTML = markup.text
  return template.content
}

/**
 * Makes a live element look like new markup while touching only what differs: elements keep their identity, by `data-key` or id
 * among siblings, else by place and tag, so that focus, scroll, selection and open dialogs survive.
 */
export const morph = (target, markup) => children(target, parse(markup))

/** The one element that the markup is. */
export const elementOf = (markup) => parse(markup).firstElementChild

/** Makes a live element look like the one element that the markup is. */
export const morphAs = (target, markup) => node(target, elementOf(markup))

/** Puts a live child elsewhere; where browsers can, it keeps its focus and what is open in it. */
export const place = (parent, child, before) =>
  parent.moveBefore === undefined || !parent.isConnected || !child.isConnected
    ? parent.insertBefore(child, before)
    : parent.moveBefore(child, before)

const keyOf = (node) =>
  node.nodeType === Node.ELEMENT_NODE ? (node.getAttribute("data-key") ?? node.getAttribute("id")) : null

const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b)

/** The keyed children that stay, by key. Those that go leave first, or all that follow them would have to move. */
const keptOf = (from, to) => {
  const wanted = new Map([...to.children].map((child) => [keyOf(child), child.nodeName]))
  const kept = new Map()
  for (const child of [...from.children]) {
    const key = keyOf(child)
    if (key === null) continue
    if (wanted.get(key) === child.nodeName) kept.set(key, child)
    else child.remove()
  }
  return kept
}

const children = (from, to) => {
  const keyed = keptOf(from, to)
  let here = from.firstChild
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted)
    const known = key === null ? undefined : keyed.get(key)
    if (known !== undefined) {
      keyed.delete(key)
      if (known === here) here = here.nextSibling
      else place(from, known, here)
      node(known, wanted)
    } else if (here !== null && key === null && keyOf(here) === null && alike(here, wanted)) {
      const next = here.nextSibling
      node(here, wanted)
      here = next
    } else {
      from.insertBefore(wanted, here)
    }
  }
  while (here !== null) {
    const next = here.nextSibling
    here.remove()
    here = next
  }
}

const node = (from, to) => {
  // Most of a page says what it said: the browser sees that at once.
  if (from.isEqualNode(to)) return
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.nodeValue = to.nodeValue
    if (from.parentElement?.classList.contains("number")) fade(from.parentElement)
    return
  }
  // What a script or a person put there is theirs: a player, a chart, an open editor.
  if (from.hasAttribute("data-keep")) return
  attributes(from, to)
  children(from, to)
  // What is typed into it stays its value whatever its text becomes.
  if (from.nodeName === "TEXTAREA" && from !== document.activeElement) from.value = to.value
}

const attributes = (from, to) => {
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) === value) continue
    from.setAttribute(name, value)
    if (name === "value" && from !== document.activeElement) from.value = value
    if (name === "checked") from.checked = true
    if (name === "selected") from.selected = true
  }
  for (const { name } of [...from.attributes]) {
    if (to.hasAttribute(name) || name === "open") continue
    from.removeAttribute(name)
    if (name === "checked") from.checked = false
  }
}
