import { query } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"
import { beginOf, dayAfter, dayOf } from "./times.js"

const sorts = [
  ["newest", "Newest first"],
  ["oldest", "Oldest first"],
  ["longest", "Longest first"],
  ["largest", "Largest first"]
]

/** What can be chosen on its own: the parameter of the address, the value that narrows, the word. */
const marks = [
  ["seen", "false", "Not seen"],
  ["kept", "true", "Kept"],
  ["gaps", "true", "With gaps"]
]
const trash = ["trashed", "true", "In the trash"]

const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) || text === "night"

/** The filters that an address names. `day` is one by the reader's clock, or `night` for the last one. */
export const filtersOf = (search) => {
  const of = (name) => search.get(name) ?? ""
  const flag = (name) => (["true", "false"].includes(of(name)) ? of(name) : "")
  return {
    q: of("q"),
    source: of("source"),
    day: isDay(of("day")) ? of("day") : "",
    seen: flag("seen"),
    kept: flag("kept"),
    gaps: flag("gaps"),
    trashed: of("trashed") === "true" ? "true" : "",
    sort: sorts.some(([name]) => name === of("sort")) ? of("sort") : "newest"
  }
}

export const noFilters = filtersOf(new URLSearchParams())

const named = ({ day, gaps, kept, q, seen, sort, source, trashed }) => ({
  q,
  source,
  day,
  seen,
  kept,
  gaps,
  trashed,
  sort: sort === "newest" ? "" : sort
})

/** Whether anything is left out. */
export const isFiltered = (state) =>
  Object.entries(named(state)).some(([name, value]) => name !== "sort" && value !== "")

/** The page's own address with its filters, as they can be sent to somebody. */
export const addressOf = (state, more) => query("/recordings", { ...named(state), ...more })

/** Last night is from six in the evening to six in the morning. */
const spanOf = (day, now) => {
  if (day === "") return {}
  if (day !== "night") return { from: beginOf(day), to: beginOf(dayAfter(day)) }
  const today = dayOf(now)
  return { from: beginOf(dayAfter(today, -1), 18), to: beginOf(today, 6) }
}

/** What the API is asked for. */
export const askedOf = (state, now = Date.now()) => {
  const { day, sort, ...others } = named(state)
  return { ...others, ...spanOf(day, now), sort }
}

const chip = ([name, value, word], chosen) =>
  html`<button class="chip" data-key="${name}" data-action="mark" data-name="${name}" data-value="${value}" aria-pressed="${chosen ? "true" : "false"}">${word}</button>`

const option = (value, text, chosen) =>
  html`<option value="${value}" ${on("selected", value === chosen)}>${text}</option>`

/** Search, source, order and day, and below them what narrows at one press. */
export const filterBar = (state, admin) => {
  const { day, open, sort, source, sources } = state
  const shown = admin ? [...marks, trash] : marks
  return html`
    <div class="bar" role="search">
      <div class="field"><label for="q">Search</label><input id="q" type="search" value="${state.q}" placeholder="Source or title" autocomplete="off" data-action="search" data-on="input" /></div>
      <button class="bar-toggle" data-action="more" aria-expanded="${open ? "true" : "false"}" aria-controls="bar-more">Filter and sort</button>
      <div class="bar-more${open ? " bar-open" : ""}" id="bar-more">
      <div class="field"><label for="source">Source</label><select id="source" data-action="source" data-on="change">${option("", "All sources", source)}${[...new Set([...sources, ...(source === "" ? [] : [source])])].map((one) => option(one, one, source))}</select></div>
      <div class="field"><label for="day">Day</label><input id="day" type="date" value="${day === "night" ? "" : day}" data-action="date" data-on="change" /></div>
      <div class="field"><label for="sort">Order</label><select id="sort" data-action="sort" data-on="change">${sorts.map(([value, text]) => option(value, text, sort))}</select></div></div>
    </div>
    <div class="chips" role="group" aria-label="Show only">
      <button class="chip" data-key="night" data-action="night" aria-pressed="${day === "night" ? "true" : "false"}">Last night</button>
      ${shown.map((one) => chip(one, state[one[0]] === one[1]))}
      ${isFiltered(state) ? html`<button class="quiet" data-key="all" data-action="everything">Show all</button>` : null}
    </div>
  `
}
