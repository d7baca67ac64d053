import { badge } from "../../components/badge.js"
import { icon } from "../../components/icon.js"
import { sentence } from "../../components/when.js"
import { html, on } from "../../lib/html.js"

const mark = ({ status }) =>
  status === undefined
    ? html`<span class="badge badge-held">${icon("stalled")}<span>Notice</span></span>`
    : badge(status)

const way = ({ go, key, mend, name }, busy) => html`
  ${go === undefined ? null : html`<a class="button" href="${go.to}">${go.label}</a>`}
  ${mend === undefined ? null : html`<button data-action="mend" data-need="${key}" ${on('aria-disabled="true" aria-busy="true"', busy === key)}>${mend.label}${name === undefined ? null : html`<span class="sr"> ${name}</span>`}</button>`}
`

const line = (need, busy) => html`
  <li class="need" data-key="${need.key}">${mark(need)}
    <p>${need.name === undefined ? null : html`${need.href === undefined ? html`<strong>${need.name}</strong>` : html`<a class="card-name" href="${need.href}">${need.name}</a>`} `}<span class="${need.status === "error" ? "need-error" : "prose"}">${sentence(need.text)}</span></p>
    <span class="need-ways">${way(need, busy)}</span></li>
`

/** The band of what needs somebody; absent when nothing does. */
export const attention = (found, busy) =>
  found.length === 0
    ? null
    : html`<section class="band" id="attention" aria-labelledby="attention-title"><h2 id="attention-title">Needs attention</h2><ul class="needs">${found.map((need) => line(need, busy))}</ul></section>`
