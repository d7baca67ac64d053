import { badge, statuses, statusWord } from "../../components/badge.js"
import { empty, skeleton } from "../../components/empty.js"
import { icon } from "../../components/icon.js"
import { live } from "../../components/live.js"
import { toast } from "../../components/toast.js"
import { sentence } from "../../components/when.js"
import { query, request, watched } from "../../lib/api.js"
import { count } from "../../lib/format.js"
import { html, on } from "../../lib/html.js"
import { path } from "../../lib/router.js"

const nameOf = (one) => `${one.driver}/${one.username}`

const row = (one, busy) => html`
  <tr data-key="${one.id}"><td><a class="sub-name" data-row href="${path("source", one.driver, one.username)}">${nameOf(one)}</a></td><td>${badge(one.status)}</td>
    <td class="sub-why">${sentence(one.reason)}${one.outdated ? html` <span class="field-error">Runs on old settings.</span>` : null}${one.overridden.length > 0 ? html` Own settings: ${one.overridden.join(", ")}.` : null}</td>
    <td class="sub-live">${live(one)}</td>
    <td>${one.subscribers.length === 0 ? html`<span class="muted">Nobody</span>` : one.subscribers.map(({ owner, posture }, i) => html`${i > 0 ? ", " : ""}${owner}${posture === "active" ? null : html` <span class="muted">${posture}</span>`}`)}</td>
    <td class="end"><div class="acts"><button data-action="restart" data-name="${nameOf(one)}" ${on('aria-disabled="true" aria-busy="true"', busy === nameOf(one))}>Restart<span class="sr"> ${nameOf(one)}</span></button></div></td></tr>
`

const address = ({ cursors, q, status }) => query("/api/sources", { q, status, cursor: cursors.at(-1), limit: 100 })

const narrow = (page, change) => {
  page.set({ ...change, cursors: [] })
  page.refresh()
}

/** Every source with those who subscribe to it. */
export const sources = {
  title: "Sources",
  state: { items: null, total: 0, counts: {}, nextCursor: null, cursors: [], q: "", status: [], busy: null },
  read: async (page, signal) => {
    const wanted = address(page.state)
    if (page.asked !== wanted) page.list = watched(wanted)
    page.asked = wanted
    const answer = await page.list(signal)
    if (answer === undefined || wanted !== address(page.state)) return
    page.set({ items: answer.items, total: answer.total, nextCursor: answer.next_cursor, counts: answer.counts.status })
    if (page.state.q === "") page.context.counted(answer.counts.status.recording ?? 0)
  },
  view: ({ busy, counts, cursors, items, nextCursor, status, total }) => html`
    <div class="heading"><h1>Sources</h1><span class="muted number">${items === null ? "" : count(total, "source")}</span></div>
    <div class="bar" role="search"><div class="field"><label for="q">Search</label><input id="q" type="search" autocomplete="off" placeholder="Part of a name or owner" data-action="search" data-on="input" /></div></div>
    <div class="chips" role="group" aria-label="Show only these statuses">${statuses.filter((one) => (counts[one] ?? 0) > 0 || status.includes(one)).map((one) => html`<button class="chip" data-key="${one}" data-action="status" data-status="${one}" aria-pressed="${status.includes(one) ? "true" : "false"}">${icon(one)}<span>${statusWord(one)}</span><span class="number">${counts[one] ?? 0}</span></button>`)}</div>
    ${items === null ? skeleton() : items.length === 0 ? empty("No source here", "Sources appear as soon as somebody subscribes to them.") : html`<table class="table"><caption>Sources</caption><thead><tr><th>Source</th><th>Status</th><th>Why</th><th>Recording</th><th>Subscribers</th><th class="end"><span class="sr">Actions</span></th></tr></thead><tbody>${items.map((one) => row(one, busy))}</tbody></table>`}
    ${cursors.length === 0 && nextCursor === null ? null : html`<nav class="pager" aria-label="Pages of the list"><button data-action="before" ${on('aria-disabled="true"', cursors.length === 0)}>Previous</button><button data-action="after" ${on('aria-disabled="true"', nextCursor === null)}>Next</button></nav>`}
  `,
  actions: {
    search: (page, { value }) => narrow(page, { q: value.trim() }),
    status: (page, { dataset }) => {
      const { status } = page.state
      narrow(page, {
        status: status.includes(dataset.status)
          ? status.filter((one) => one !== dataset.status)
          : [...status, dataset.status]
      })
    },
    before: (page) => {
      page.set({ cursors: page.state.cursors.slice(0, -1) })
      page.refresh()
    },
    after: (page) => {
      page.set({ cursors: [...page.state.cursors, page.state.nextCursor] })
      page.refresh()
    },
    restart: async (page, { dataset }) => {
      const one = page.state.items.find((item) => nameOf(item) === dataset.name)
      page.set({ busy: dataset.name })
      try {
        await request("POST", path("api", "sources", one.driver, one.username, "restart"))
        toast(`${dataset.name} is being restarted with today's settings.`)
      } finally {
        page.set({ busy: null })
        page.refresh()
      }
    }
  }
}
