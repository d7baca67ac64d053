import { statuses, statusWord } from "../../components/badge.js"
import { icon } from "../../components/icon.js"
import { query } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"

export const sorts = [
  ["name", "Name"],
  ["status", "Status"],
  ["recorded", "Last recorded"],
  ["created", "Added"],
  ["updated", "Changed"]
]
const postures = ["active", "paused", "archived"]

/** The filters that an address names. */
export const filtersOf = (search) => ({
  q: search.get("q") ?? "",
  status: search.getAll("status").filter((one) => statuses.includes(one)),
  posture: postures.includes(search.get("posture")) ? search.get("posture") : "",
  sort: sorts.some(([name]) => name === search.get("sort")) ? search.get("sort") : "name",
  order: search.get("order") === "desc" ? "desc" : "asc",
  mine: search.get("mine") === "1"
})

/** Whether anything is left out. */
export const isFiltered = ({ posture, q, status }) => q !== "" || status.length > 0 || posture !== ""

/** The filters as parameters of an address; what is usual is left out. */
export const asQuery = (path, { order, posture, q, sort, status }, more) =>
  query(path, {
    q,
    status,
    posture,
    sort: sort === "name" ? "" : sort,
    order: order === "asc" ? "" : order,
    ...more
  })

const chip = (status, counts, chosen) => html`
  <button class="chip" data-key="${status}" data-action="status" data-status="${status}" aria-pressed="${chosen ? "true" : "false"}">${icon(status)}<span>${status === "inactive" ? "Paused or archived" : statusWord(status)}</span><span class="number">${counts[status] ?? 0}</span></button>
`

/** The statuses that there are, with how many of each; several can be chosen. */
export const chips = ({ counts, status }) => html`
  <div class="chips" role="group" aria-label="Show only these statuses">
    ${statuses.filter((one) => (counts[one] ?? 0) > 0 || status.includes(one)).map((one) => chip(one, counts, status.includes(one)))}
    ${status.length > 0 ? html`<button class="quiet" data-key="all" data-action="everything">Show all</button>` : null}
  </div>
`

const option = (value, text, chosen) =>
  html`<option value="${value}" ${on("selected", value === chosen)}>${text}</option>`

const select = (name, label, options, chosen) => html`
  <div class="field"><label for="${name}">${label}</label><select id="${name}" data-action="${name}" data-on="change">${options.map(([value, text]) => option(value, text, chosen))}</select></div>
`

/** Search, filters and order; on a phone all but the search behind a button. */
export const filterBar = ({ filters, mine, order, posture, q, sort }, admin) => html`
  <div class="bar" role="search">
    <div class="field"><label for="q">Search</label><input id="q" type="search" value="${q}" placeholder="Name or address" autocomplete="off" data-action="search" data-on="input" /></div>
    <button class="bar-toggle" data-action="filters" aria-expanded="${filters ? "true" : "false"}" aria-controls="bar-more">Filter and sort</button>
    <div class="bar-more${filters ? " bar-open" : ""}" id="bar-more">
      ${select("posture", "Posture", [["", "Any"], ...postures.map((one) => [one, one[0].toUpperCase() + one.slice(1)])], posture)}
      ${
        admin
          ? select(
              "whose",
              "Whose",
              [
                ["", "Everybody's"],
                ["mine", "Mine"]
              ],
              mine ? "mine" : ""
            )
          : null
      }
      ${select("sort", "Sort by", sorts, sort)}
      <button class="bar-order" data-action="order" aria-label="Order: ${order === "asc" ? "ascending" : "descending"}">${order === "asc" ? "↑" : "↓"}</button>
    </div>
  </div>
`
