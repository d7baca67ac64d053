import { empty, skeleton } from "../components/empty.js"
import { pager, turning } from "../components/pager.js"
import { query, request, watched } from "../lib/api.js"
import { html } from "../lib/html.js"
import { styled } from "../lib/styled.js"
import { playerPlace } from "../player/place.js"
import { bulkBar, changes } from "./recordings/changes.js"
import { dayKey, dayStrip } from "./recordings/days.js"
import { exportActions, exportsView, isMaking, readExports } from "./recordings/exports.js"
import { askedOf, filterBar, filtersOf, isFiltered, noFilters } from "./recordings/filters.js"
import { byDay, nameOf, row } from "./recordings/row.js"
import { beginOf, dayAfter, dayOf, dayText } from "./recordings/times.js"
import { askedFor, playedOf, tellAddress, tendPlayer, watching } from "./recordings/watching.js"
import { storageLine } from "./storage/bars.js"

/** How many are shown at a time. */
const size = 100

/** How often what hardly changes is asked after: at every n-th read. */
const seldom = 12

/** How many days the strip has. */
const shownDays = 30

const narrow = (page, change) => {
  page.set({ ...change, cursors: [], chosen: new Set() })
  page.turn = 0
  tellAddress(page)
  page.refresh()
}

/** Asks for the list as it is narrowed now; what has not changed is not answered again. */
const readList = async (page, signal) => {
  const asked = query("/api/recordings", { ...askedOf(page.state), limit: size, cursor: page.state.cursors.at(-1) })
  if (asked !== page.asked) {
    page.asked = asked
    page.list = watched(asked)
  }
  const answer = await page.list(signal)
  if (answer === undefined || asked !== page.asked) return false
  const { hidden, next_cursor: nextCursor, recordings: items, total } = answer
  page.set({ hidden, items, nextCursor, total })
  return true
}

const readDays = async (page, signal) => {
  const { day: _day, from: _from, sort: _sort, to: _to, trashed: _trashed, ...asked } = askedOf(page.state)
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()
  const today = dayOf(Date.now())
  const span = { from: beginOf(dayAfter(today, 1 - shownDays)), to: beginOf(today, 23) }
  const { days } = await request("GET", query("/api/recordings/days", { ...asked, ...span, zone }), { signal })
  page.set({ days })
}

const readStorage = async (page, signal) => page.set({ storage: await request("GET", "/api/storage", { signal }) })

const readSources = async (page, signal) => {
  const list = page.context.admin() ? "/api/sources" : "/api/subscriptions"
  const { items } = await request("GET", query(list, { limit: 500 }), { signal })
  page.set({ sources: items.map(nameOf).sort() })
}

/** What an address names may lie on another page, or be narrowed away. */
const readPlayed = async (page, signal) => {
  const { playing } = page.state
  if (playing === null || playedOf(page.state) !== undefined) return
  const played = await request("GET", `/api/recordings/${playing.id}`, { signal }).catch((error) => {
    if (error.status !== 404) throw error
    return null
  })
  page.set(played === null ? { playing: null } : { played })
}

const player = (one) =>
  html`<li class="recording-player" data-key="player ${one.id}"><div class="player" id="player" data-key="${one.id}"></div></li>`

const list = (state, page) => {
  const pictures = page.context.thumbnails()
  const rows = (items, withDay) =>
    html`<ul class="lines recordings" data-action="rowKey" data-on="keydown">${items.map((one) => {
      const playing = state.playing?.id === one.id
      return [row(one, { chosen: state.chosen.has(one.id), pictures, playing, withDay }), playing ? player(one) : null]
    })}</ul>`
  if (state.sort === "longest" || state.sort === "largest") return rows(state.items, true)
  return byDay(state.items).map(
    ([day, items]) =>
      html`<section class="band" data-key="${day}" aria-labelledby="day-${day}"><h2 id="day-${day}">${dayText(day)}</h2>${rows(items, false)}</section>`
  )
}

const everything = html`<button data-action="everything">Show all</button>`

const nothing = (state) => {
  if (state.hidden !== null) return empty("Recordings are not shown to you", state.hidden)
  if (isFiltered(state)) return empty("Nothing fits", "No recording fits this search and these filters.", everything)
  return empty(
    "No recordings yet",
    "What is recorded of any source stands here, newest first.",
    html`<a class="button primary" href="/subscriptions?add=1">Add a source</a>`
  )
}

const shown = (state, page) => {
  if (state.items === null) return skeleton()
  if (state.items.length === 0) return nothing(state)
  const apart = playedOf(state)
  const isListed = state.items.some(({ id }) => id === state.playing?.id)
  return html`${apart === undefined || isListed ? null : html`<ul class="lines recordings">${player(apart)}</ul>`}${bulkBar(state, page)}${list(state, page)}
    ${pager(state, size, state.sort === "oldest" ? ["Older", "Newer"] : ["Newer", "Older"])}`
}

/** The recordings of all sources: found, played in place, kept and deleted. */
const recordings = {
  title: "Recordings",
  state: ({ search }) => ({
    ...filtersOf(search),
    playing: askedFor(search),
    played: null,
    items: null,
    hidden: null,
    nextCursor: null,
    cursors: [],
    total: 0,
    days: null,
    storage: null,
    exports: [],
    trouble: null,
    sources: [],
    chosen: new Set(),
    busy: null,
    open: false
  }),

  enter: (page) => {
    page.turn = 0
    page.place = playerPlace(page.context)
    page.unseen = ({ target }) => target.matches?.(".recording-picture img") && target.remove()
    page.root.addEventListener("error", page.unseen, true)
  },
  leave: (page) => {
    page.place.end()
    page.root.removeEventListener("error", page.unseen, true)
  },

  read: async (page, signal) => {
    const news = await readList(page, signal)
    await readPlayed(page, signal)
    if (news || page.turn % seldom === 0) await readDays(page, signal)
    if (page.turn % seldom === 0) await readStorage(page, signal)
    if (page.turn % seldom === 0 || isMaking(page.state)) await readExports(page, signal)
    if (page.turn === 0 && page.state.sources.length === 0) await readSources(page, signal)
    page.turn += 1
    return news
  },

  view: (state, page) => html`
    <div class="heading"><h1>Recordings</h1></div>
    ${storageLine(state.storage)}${dayStrip(state)}${exportsView(state, page)}${filterBar(state, page.context.admin())}${shown(state, page)}
  `,
  drawn: tendPlayer,

  actions: {
    ...changes,
    ...watching,
    ...exportActions,
    ...turning(() => scrollTo(0, 0)),
    dayKey,
    search: (page, { value }) => narrow(page, { q: value.trim() }),
    source: (page, { value }) => narrow(page, { source: value }),
    sort: (page, { value }) => narrow(page, { sort: value }),
    date: (page, { value }) => narrow(page, { day: value }),
    day: (page, { dataset }) => narrow(page, { day: page.state.day === dataset.day ? "" : dataset.day }),
    more: (page) => page.set({ open: !page.state.open }),
    night: (page) => narrow(page, { day: page.state.day === "night" ? "" : "night" }),
    mark: (page, { dataset: { name, value } }) => narrow(page, { [name]: page.state[name] === value ? "" : value }),
    everything: (page) => narrow(page, noFilters)
  }
}

/** The page, once what it looks like is there. */
export const load = async () => {
  await Promise.all(["pages/recordings.css", "pages/storage.css"].map(styled))
  return recordings
}
