import * as format from "../lib/format.js"
import { html } from "../lib/html.js"
import { isSeen, setSeen } from "../lib/render.js"

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
const update = (moments) => {
  for (const element of moments) {
    const iso = element.getAttribute("datetime")
    const text = shown[element.dataset.when](iso)
    if (element.firstChild.nodeValue !== text) element.firstChild.nodeValue = text
  }
}

const updateIn = (part) => update(part.querySelectorAll("time[data-when]"))

/** Parts of long lists whose moments wait for their turn: one part a frame, or a page full of clocks would hold one up. */
const due = new Set()

const turn = () => {
  const [part] = due
  due.delete(part)
  if (part.isConnected && isSeen(part)) updateIn(part)
  if (due.size > 0) requestAnimationFrame(turn)
}

const inTurn = (part) => {
  if (due.size === 0) requestAnimationFrame(turn)
  due.add(part)
}

/** Brings all moments up to date that may be seen. */
export const tick = () => {
  update(document.querySelectorAll("time[data-when]:not(.part *)"))
  for (const part of document.querySelectorAll(".part")) if (isSeen(part)) inTurn(part)
}

/** How long no further part must have come into sight until the moments of those that did are brought up to date, in milliseconds. */
const settled = 100

const fresh = new Set()
let settling

const catchUp = () => {
  for (const part of fresh) inTurn(part)
  fresh.clear()
}

/**
 * Notes that the browser leaves a part of a long list out of its work, or takes it in again: there moments stand still meanwhile.
 * Whoever scrolls fast reads none of those that come by: they wait for the end of it, or for the next tick.
 */
export const sighted = ({ skipped, target }) => {
  setSeen(target, !skipped)
  if (skipped) return fresh.delete(target)
  fresh.add(target)
  clearTimeout(settling)
  settling = setTimeout(catchUp, settled)
}
