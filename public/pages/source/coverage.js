import { troubleOf } from "../../components/acting.js"
import { skeleton } from "../../components/empty.js"
import { causeText, chosenOf, momentAt, stretchAt, swatch, timeline } from "../../components/timeline.js"
import { query, request } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { duration } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"
import { percent } from "./percent.js"
import { playAt } from "./stage.js"

const hour = 1 / 24

/** How far back one may look at a time, in days. */
const farthest = 92

const spans = [
  [hour, "1 hour"],
  [1, "24 hours"],
  [7, "7 days"],
  [30, "30 days"],
  [0, "Since added"]
]

/** How many days are shown; 0 stands for all since the source was added, as far as one may look. */
const lengthOf = ({ days, detail }, to) =>
  days > 0 ? days : Math.min(Math.max((to - Date.parse(detail.created_at)) / 86_400_000, hour), farthest)

const figure = (title, value) => html`<div><dt>${title}</dt><dd>${value}</dd></div>`

const key = (look, text) =>
  html`<span><svg viewBox="0 0 40 40" aria-hidden="true">${swatch(look, 2, 36)}</svg>${text}</span>`

/** When the source was recorded and when not, with the shares. */
export const coverageView = (state) => {
  const { coverage, days } = state
  return html`
    <section class="panel" id="coverage" aria-labelledby="coverage-title" aria-busy="${coverage !== null && coverage.days !== days ? "true" : "false"}">
      <div class="heading"><h2 id="coverage-title">Recordings and gaps</h2><div class="chips" role="group" aria-label="How far back">${spans.map(
        ([value, text]) =>
          html`<button class="chip" data-action="span" data-days="${value}" aria-pressed="${value === days ? "true" : "false"}">${text}</button>`
      )}</div></div>
      ${troubleOf(state, "span")}
      ${coverage === null ? skeleton(2) : shown(state)}
    </section>
  `
}

const shown = ({ chosen, coverage, head }) => {
  const { totals } = coverage
  return html`${timeline(coverage, chosen, head)}
    <dl class="figures">${figure("Recorded", duration(totals.recorded * 1000))}${figure("Of its time on air", percent(totals.percent_of_on_air))}${figure("Of all this time", percent(totals.percent_of_all))}${figure("Missed while on air", duration(totals.missed * 1000))}${totals.deleted > 0 ? figure("Deleted since", duration(totals.deleted * 1000)) : null}${totals.lost > 0 ? figure("Lost of what was recorded", duration(totals.lost * 1000)) : null}</dl>
    ${causesView(totals.by_cause)}
    <p class="legend muted" aria-hidden="true">${key("recorded", "Recorded")}${totals.deleted > 0 ? key("deleted", "Deleted since") : null}${key("off", "Off air")}${key("missed", "Missed while on air")}${key("lost", "Not recorded, with a cause to mend")}${coverage.stretches.some(({ cause }) => cause === "before") ? key("before", "Not known yet") : null}</p>`
}

const causesView = (lengths) => {
  const found = Object.entries(lengths)
    .filter(([cause, seconds]) => cause !== "before" && seconds >= 1)
    .sort(([, a], [, b]) => b - a)
  if (found.length === 0) return null
  return html`<div class="causes"><span class="muted" id="causes-title">Not recorded because</span><ul class="causes" aria-labelledby="causes-title">${found.map(([cause, seconds]) => html`<li data-key="${cause}">${causeText(cause)}: <span class="number">${duration(seconds * 1000)}</span></li>`)}</ul></div>`
}

/** Reads the coverage of the chosen days up to now. Stretches that take no time are left out. */
export const readCoverage = async (page, signal) => {
  const { driver, username } = page.route.params
  const { days } = page.state
  const to = new Date()
  const from = new Date(to.getTime() - lengthOf(page.state, to) * 86_400_000)
  const iso = (date) => `${date.toISOString().slice(0, 19)}Z`
  const address = query(path("api", "sources", driver, username, "coverage"), { from: iso(from), to: iso(to) })
  const read = await request("GET", address, { signal })
  if (days !== page.state.days) return
  page.set({ coverage: { ...read, days, stretches: read.stretches.filter((one) => one.from !== one.to) } })
}

/** A moment that stays in the stretch when its ends are read anew. */
const middleOf = ({ from, to }) => new Date((Date.parse(from) + Date.parse(to)) / 2).toISOString()

const steps = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -1e9,
  End: 1e9
}

const playChosen = (page) => {
  const { chosen, coverage } = page.state
  const { from, kind } = chosenOf(coverage, chosen) ?? {}
  if (kind === "recorded") playAt(page, Date.parse(from))
}

export const coverageActions = {
  span: async (page, { dataset }) => {
    page.set({ days: Number(dataset.days), chosen: null })
    await attempt(page, "span", () => readCoverage(page))
  },
  stretchAt: (page, svg, event) => {
    const { left, width } = svg.getBoundingClientRect()
    const { coverage } = page.state
    const place = ((event.clientX - left) / width) * 100
    const found = stretchAt(coverage, place, 300 / width)
    if (found === undefined) return
    page.set({ chosen: middleOf(found) })
    // What is too thin to be hit is played from its beginning.
    if (event.type === "click" && found.kind === "recorded")
      playAt(page, Math.max(momentAt(coverage, place), Date.parse(found.from)))
  },
  stretchKey: (page, _line, event) => {
    const by = steps[event.key]
    if (event.key === "Enter") return playChosen(page)
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const { chosen, coverage } = page.state
    const { stretches } = coverage
    const to = stretches.indexOf(chosenOf(coverage, chosen)) + by
    const next = stretches[Math.min(Math.max(to, 0), stretches.length - 1)]
    if (next !== undefined) page.set({ chosen: middleOf(next) })
  }
}
