import { rewrite } from "../../lib/router.js"
import { addressOf } from "./filters.js"
import { nameOf } from "./row.js"
import { keepSeen } from "./seen.js"

const iso = (moment) => `${new Date(moment).toISOString().slice(0, 19)}Z`

/** What an address asks to be played: `{ id, moment? }`, null for nothing. */
export const askedFor = (search) => {
  const id = Number(search.get("play") ?? Number.NaN)
  const moment = Date.parse(search.get("at") ?? "")
  return Number.isInteger(id) ? { id, ...(Number.isFinite(moment) && { moment }) } : null
}

/** Lets the address say what is shown and what is played. */
export const tellAddress = (page, moment = page.state.playing?.moment) => {
  const { playing } = page.state
  rewrite(addressOf(page.state, { play: playing?.id, at: moment === undefined || moment === null ? "" : iso(moment) }))
}

/** The recording that is played, wherever it is listed. */
export const playedOf = ({ items, played, playing }) =>
  playing === null
    ? undefined
    : (items?.find(({ id }) => id === playing.id) ?? (played?.id === playing.id ? played : undefined))

const optionsOf = (page) => {
  const one = playedOf(page.state)
  const { moment } = page.state.playing
  const grows = one.status === "open"
  return {
    address: one.playlist,
    recording: `${nameOf(one)}/${one.session}`,
    title: `${nameOf(one)}, ${one.session}`,
    grows,
    live: grows && moment === undefined,
    moment,
    place: one.position,
    kept: (where) => keepSeen(one.id, where),
    stopped: (where) => tellAddress(page, where.moment),
    next: () => nextOf(page)
  }
}

export const tendPlayer = (page) => {
  if (page.state.playing !== null && playedOf(page.state) === undefined) return
  page.place.tend(page.root.querySelector("#player"), () => optionsOf(page))
}

const open = (page, id) => {
  page.set({ playing: { id } })
  tellAddress(page)
}

/** The recording of the same source that was begun next, of those that are shown. */
const nextOf = (page) => {
  const now = playedOf(page.state)
  const later = page.state.items
    .filter((one) => nameOf(one) === nameOf(now) && one.started_at > now.started_at)
    .sort((a, b) => (a.started_at < b.started_at ? -1 : 1))
  return later[0] && (() => open(page, later[0].id))
}

export const watching = {
  play: (page, { dataset }) => {
    const id = Number(dataset.id)
    if (page.state.playing?.id !== id) return open(page, id)
    page.set({ playing: null })
    tellAddress(page)
  }
}
