import * as format from "../lib/format.js"
import { html } from "../lib/html.js"

/** A moment: relative to now, exact on hover, kept current by `tick`. */
export const when = (iso) =>
  iso === null
    ? html`<span class="muted">never</span>`
    : html`<time datetime="${iso}" title="${format.exact(iso)}" data-when="relative">${format.relative(iso)}</time>`

/** A moment to come, relative to now. */
export const upcoming = (iso) =>
  html`<time datetime="${iso}" title="${format.exact(iso)}" data-when="upcoming">${format.upcoming(iso)}</time>`

/** A moment inside of a sentence: `18:34`, exact on hover. */
export const moment = (iso) =>
  html`<time datetime="${iso}" title="${format.exact(iso)}" data-when="moment">${format.moment(iso)}</time>`

/** A moment to the second, inside of a sentence. */
export const second = (iso) =>
  html`<time datetime="${iso}" title="${format.exact(iso)}" data-when="second">${format.second(iso)}</time>`

/** A clock that runs since a moment, kept current by `tick`. */
export const running = (iso) =>
  html`<time datetime="${iso}" title="${format.exact(iso)}" data-when="timer">${format.timer(Date.now() - Date.parse(iso))}</time>`

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

const shown = {
  timer: (iso) => format.timer(Date.now() - Date.parse(iso)),
  moment: (iso) => format.moment(iso),
  second: (iso) => format.second(iso),
  relative: (iso) => format.relative(iso),
  upcoming: (iso) => format.upcoming(iso)
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
