import { badge } from "../../components/badge.js"
import { icon } from "../../components/icon.js"
import { meantRestart } from "../../components/meantRestart.js"
import { sentence } from "../../components/when.js"
import { count } from "../../lib/format.js"
import { html, on } from "../../lib/html.js"
import { needs } from "./needs.js"

const mark = ({ status }) =>
  status === undefined
    ? html`<span class="badge badge-held">${icon("stalled")}<span>Notice</span></span>`
    : badge(status)

const way = ({ go, key, mend, name }, busy) => html`
  ${go === undefined ? null : html`<a class="button" href="${go.to}">${go.label}</a>`}
  ${mend === undefined ? null : html`<button data-action="mend" data-need="${key}" ${on("aria-busy aria-disabled", busy === key)}>${mend.label}${name === undefined ? null : html`<span class="sr"> ${name}</span>`}</button>`}
`

const nameIn = ({ href, name }) =>
  href === undefined ? html`<strong>${name}</strong> ` : html`<a class="card-name" data-row href="${href}">${name}</a> `

const needed = (need, busy) => html`
  <li class="need${need.href === undefined ? "" : " opens"}" data-key="${need.key}">${mark(need)}
    <p>${need.name === undefined ? null : nameIn(need)}<span class="${need.status === "error" ? "need-error" : "prose"}">${sentence(need.text)}</span></p>
    <span class="need-ways over">${way(need, busy)}</span></li>
`

/** The band of what needs somebody; absent when nothing does. */
export const attention = (known, busy) => {
  const found = needs(known)
  return found.length === 0
    ? null
    : html`<section class="band" id="attention" aria-labelledby="attention-title"><h2 id="attention-title">Needs attention</h2><ul class="needs">${found.map((need) => needed(need, busy))}</ul></section>`
}

/** The request that mends what has this key, while it still needs somebody. */
export const mendOf = (known, key) => needs(known).find((need) => need.key === key)?.mend

/** Whether that request is meant: what concerns many recorders asks first. */
export const isMeant = async (context, { restarts }) =>
  restarts === undefined || (await meantRestart(context, restarts, count(restarts, "recorder")))
