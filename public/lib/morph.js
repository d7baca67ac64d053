/**
 * Makes a live element look like new markup while touching only what differs: elements keep their identity, by `data-key` or id
 * among siblings, else by place and tag, so that focus, scroll, selection and open dialogs survive.
 */
export const morph = (target, markup) => {
  const template = document.createElement("template")
  template.innerHTML = markup.text
  children(target, template.content)
}

const keyOf = (node) =>
  node.nodeType === Node.ELEMENT_NODE ? (node.getAttribute("data-key") ?? node.getAttribute("id")) : null

const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b)

const children = (from, to) => {
  const keyed = new Map()
  for (const child of from.children) {
    const key = keyOf(child)
    if (key !== null) keyed.set(key, child)
  }
  let here = from.firstChild
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted)
    const known = key === null ? undefined : keyed.get(key)
    if (known !== undefined && known.nodeName === wanted.nodeName) {
      keyed.delete(key)
      if (known === here) here = here.nextSibling
      else from.insertBefore(known, here)
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
  for (const left of keyed.values()) left.remove()
}

const node = (from, to) => {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue
    return
  }
  // What a script or a person put there is theirs: a player, a chart, an open editor.
  if (from.hasAttribute("data-keep")) return
  attributes(from, to)
  children(from, to)
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
