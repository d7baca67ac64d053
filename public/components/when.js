import * as format from "../lib/format.js"
import { html } from "../lib/html.js"

const shown = { ...format, timer: (iso) => format.timer(Date.now() - Date.parse(iso)) }

const as = (kind) => (iso) =>
  html`<time datetime="${iso}" title="${format.exact(iso)}" data-when="${kind}">${shown[kind](iso)}</time>`

const relative = as("relative")

/** A moment: relative to now, exact on hover, kept current by `tick`; as all of them are. */
export const when = (iso) => (iso === null ? html`<span class="muted">never</span>` : relative(iso))

/** A moment to come, relative to now. */
export const upcoming = as("upcoming")

/** A moment inside of a sentence: `18:34`. */
export const moment = as("moment")

/** The same to the second. */
export const second = as("second")

/** A clock that runs since a moment. */
export const running = as("timer")

const written = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g

/** A sentence of the server's, its times shown as people say them. */
export const sentence = (text) => {
  const parts = []
  let from = 0
  for (const found of text.matchAll(written)) {
    parts.push(text.slice(from, found.index), moment(found[0]))
    from = found.index + found[0].length
  }
  return html`${parts}${text.slice(from)}`
}

/** Brings moments up to date; touches only texts that changed. */
export const update = (moments) => {
  for (const element of moments) {
    const iso = element.getAttribute("datetime")
    const text = shown[element.dataset.when](iso)
    if (element.firstChild.nodeValue !== text) element.firstChild.nodeValue = text
  }
}

/** Brings all moments up to date, but for those in parts of long lists, which listen for it by themselves. */
export const tick = () => {
  update(document.querySelectorAll("time[data-when]:not(.part *)"))
  dispatchEvent(new Event("tick"))
}
