import { query } from "../../lib/api.js"
import { bytes, count } from "../../lib/format.js"
import { html, svg } from "../../lib/html.js"
import { forecast, growth, partsOf } from "./words.js"

const wide = 1000

/** The disk as one bar of what lies on it. */
const bar = (parts) => {
  const whole = parts.reduce((sum, part) => sum + part.bytes, 0)
  let x = 0
  const pieces = parts.map((part) => {
    const width = whole === 0 ? 0 : (part.bytes / whole) * wide
    const piece = svg`<rect class="disk-${part.key}" data-key="${part.key}" x="${x}" y="0" width="${width}" height="10"></rect>`
    x += width
    return piece
  })
  return html`<svg class="disk-bar" viewBox="0 0 ${wide} 10" preserveAspectRatio="none" aria-hidden="true">${pieces}</svg>`
}

const legend = (parts) =>
  html`<ul class="disk-legend">${parts.map(({ bytes: size, key, name }) => html`<li data-key="${key}"><svg class="disk-mark" viewBox="0 0 10 10" aria-hidden="true"><rect class="disk-${key}" width="10" height="10"></rect></svg>${name} <strong class="number">${bytes(size)}</strong></li>`)}</ul>`

const facts = (storage) => {
  const { free, size } = storage.disk
  const room = free === null ? null : `${bytes(free)} free${size === null ? "" : ` of ${bytes(size)}`}`
  return [room, growth(storage), forecast(storage)].filter((one) => one !== null)
}

/** What recordings take and when the disk is full, as the page Recordings has it above its list; it opens the storage. */
export const storageLine = (storage) => {
  if (storage === null || storage.hidden !== null) return null
  const parts = partsOf(storage)
  const told = parts.length > 0 ? facts(storage) : [`${bytes(storage.recordings.bytes)} recorded`, ...facts(storage)]
  return html`<a class="storage-line" id="storage" href="/recordings/storage">${parts.length === 0 ? null : bar(parts)}
    <span class="storage-facts number"><strong>Storage</strong>${told.map((one) => html`<span>${one}</span>`)}</span></a>`
}

/** The disk, what lies on it, how fast it fills. */
export const diskView = (storage) => {
  const parts = partsOf(storage)
  const told = facts(storage)
  return html`<section class="band" aria-labelledby="disk"><h2 id="disk">${parts.length === 0 ? "What recordings take" : "The disk"}</h2>
    <div class="panel">${parts.length === 0 ? html`<p class="number">${count(storage.recordings.count, "recording")}, ${bytes(storage.recordings.bytes)}</p>` : [bar(parts), legend(parts)]}
    ${told.length === 0 ? null : html`<p class="number" id="forecast">${told.join(" · ")}${storage.full_in_days === null ? null : html` <span class="muted">if nothing is deleted</span>`}</p>`}</div></section>`
}

/** So many sources are shown until all are asked for. */
const first = 20

const sourceBar = ({ bytes: size, count: many, driver, username }, most) => {
  const name = `${driver}/${username}`
  const width = most === 0 ? 0 : Math.max(2, (size / most) * wide)
  return html`<li class="line opens share" data-key="${name}"><a class="share-name" data-row href="${query("/recordings", { source: name, sort: "largest" })}">${name}</a>
    <span class="number">${bytes(size)}</span><span class="muted number">${count(many, "recording")}</span>
    <svg class="share-bar" viewBox="0 0 ${wide} 6" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="6"></rect></svg></li>`
}

/** Sources by what their recordings take, the largest first; each leads to its recordings. */
export const sourcesView = ({ storage: { sources }, whole }) => {
  if (sources.length === 0) return null
  const shown = whole ? sources : sources.slice(0, first)
  return html`<section class="band" aria-labelledby="shares"><h2 id="shares">By source <span class="muted number">${count(sources.length, "source")}</span></h2>
    <ul class="lines">${shown.map((one) => sourceBar(one, sources[0].bytes))}</ul>
    ${shown.length === sources.length ? null : html`<button data-action="whole">Show all ${count(sources.length, "source")}</button>`}</section>`
}
