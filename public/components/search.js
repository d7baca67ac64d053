import { query, request } from "../lib/api.js"
import { hostOf } from "../lib/format.js"
import { html, on } from "../lib/html.js"
import { path } from "../lib/router.js"
import { badge } from "./badge.js"
import { openDialog } from "./dialog.js"

const hrefOf = ({ driver, username }) => path("source", driver, username)

const most = 8

const look = async (page) => {
  const { q } = page.state
  const list = page.context.admin() ? "/api/sources" : "/api/subscriptions"
  const { items, total } = await request("GET", query(list, { q, limit: most }))
  if (q === page.state.q) page.set({ items, at: 0, total })
}

const move = (page, by) => {
  const { at, items } = page.state
  if (items.length > 0) page.set({ at: (at + by + items.length) % items.length })
}

const go = (page, item) => {
  if (item === undefined) return
  page.close()
  page.context.go(hrefOf(item))
}

const steer = (page, event) => {
  // A search field empties itself at Escape, and the dialog would stay.
  if (event.key === "Escape") {
    event.preventDefault()
    return page.close()
  }
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (by === undefined && event.key !== "Enter") return
  event.preventDefault()
  if (by === undefined) go(page, page.state.items[page.state.at])
  else move(page, by)
}

/** An admin's list has whole addresses, a person's own only their hosts. */
const where = ({ address = null, host = address === null ? null : hostOf(address) }) =>
  host === null ? null : html` <span class="sub-host">${host}</span>`

const option = (one, i, chosen) => html`
  <li role="option" id="found-${i}" aria-selected="${i === chosen ? "true" : "false"}" data-action="pick" data-at="${i}">
    <span class="found-what">${one.driver}/${one.username}${where(one)}</span>${badge(one.status, one.posture)}
  </li>
`

const told = ({ items, q, total }) => {
  if (items.length === 0) return q === "" ? "" : "No source has this in its name or address."
  return total > items.length ? `The first ${items.length} of ${total.toLocaleString()}; type more of it.` : ""
}

/** Search for a source by part of its name or address: arrows choose, Enter opens. */
export const openSearch = (context) =>
  openDialog(
    {
      title: "Search for a source",
      state: { q: "", items: [], at: 0, total: 0 },
      enter: (page) => look(page).catch((error) => context.failed(error)),
      view: ({ at, items, q, total }) => html`
        <input id="quick" type="search" aria-label="Part of its name or address" role="combobox" aria-expanded="true" aria-controls="found"
          aria-activedescendant="${items.length > 0 ? `found-${at}` : ""}" autocomplete="off" autofocus data-action="type" data-on="input keydown" />
        <ul class="found" id="found" role="listbox" aria-label="Sources" ${on("hidden", items.length === 0)}>${items.map((one, i) => option(one, i, at))}</ul>
        <p class="muted" role="status">${told({ items, q, total })}</p>
        ${total > items.length ? html`<a class="link" href="${query(context.admin() ? "/admin/sources" : "/subscriptions", { q })}" data-action="dismiss">Show all ${total.toLocaleString()}</a>` : null}
      `,
      actions: {
        type: (page, input, event) => {
          if (event.type === "keydown") return steer(page, event)
          page.set({ q: input.value })
          return look(page)
        },
        pick: (page, element) => go(page, page.state.items[Number(element.dataset.at)])
      }
    },
    context
  )
