import { timeline } from "../../components/timeline.js"
import { query, request } from "../../lib/api.js"
import { duration } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"

const spans = [
  [1, "24 hours"],
  [7, "7 days"],
  [30, "30 days"]
]

const percent = (value) => (value === null ? "–" : `${value.toFixed(value < 10 ? 1 : 0)} %`)

const figure = (title, value) => html`<div><dt>${title}</dt><dd>${value}</dd></div>`

const dot = (look, text) =>
  html`<span><svg width="10" height="10" aria-hidden="true"><rect class="stretch-${look}" width="10" height="10"></rect></svg>${text}</span>`

/** When the source was recorded and when not, with the shares. */
export const coverageView = ({ at, coverage, days }) => html`
  <section class="panel" id="coverage" aria-labelledby="coverage-title">
    <div class="heading"><h2 id="coverage-title">Recordings and gaps</h2><div class="chips" role="group" aria-label="How far back">${spans.map(
      ([value, text]) =>
        html`<button class="chip" data-action="span" data-days="${value}" aria-pressed="${value === days ? "true" : "false"}">${text}</button>`
    )}</div></div>
    ${coverage === null ? html`<p class="muted">Reading…</p>` : shown(coverage, at)}
  </section>
`

const shown = (coverage, at) => html`${timeline(coverage, at)}
  <dl class="figures">${figure("Recorded", duration(coverage.totals.recorded * 1000))}${figure("Of its time on air", percent(coverage.totals.percent_of_on_air))}${figure("Of all this time", percent(coverage.totals.percent_of_all))}${figure("Missed", duration(coverage.totals.missed * 1000))}</dl>
  <p class="legend muted">${dot("recorded", "Recorded")}${dot("off", "Off air")}${dot("missed", "Missed while on air")}</p>`

/** Reads the coverage of the chosen days up to now. */
export const readCoverage = async (page, signal) => {
  const { driver, username } = page.route.params
  const { days } = page.state
  const to = new Date()
  const from = new Date(to.getTime() - days * 86_400_000)
  const iso = (date) => `${date.toISOString().slice(0, 19)}Z`
  const address = query(path("api", "sources", driver, username, "coverage"), { from: iso(from), to: iso(to) })
  const coverage = await request("GET", address, { signal })
  if (days === page.state.days) page.set({ coverage })
}

const step = (page, at) => page.set({ at: Math.min(Math.max(at, 0), page.state.coverage.stretches.length - 1) })

export const coverageActions = {
  span: (page, { dataset }) => {
    page.set({ days: Number(dataset.days), coverage: null, at: -1 })
    page.looks.coverage = 0
    page.refresh()
  },
  stretchAt: (page, _svg, event) => {
    if (event.target.dataset.at !== undefined) page.set({ at: Number(event.target.dataset.at) })
  },
  stretchKey: (page, _line, event) => {
    const last = page.state.coverage.stretches.length - 1
    const at = page.state.at === -1 ? last : page.state.at
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key]
    if (to === undefined) return
    event.preventDefault()
    step(page, to)
  }
}
