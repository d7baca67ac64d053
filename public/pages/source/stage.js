import { icon } from "../../components/icon.js"
import { query, request } from "../../lib/api.js"
import { second } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"
import { keepSeen } from "../recordings/seen.js"
import { intoAddress } from "./address.js"
import { followingOf, hasPictures, newestOf, sessionAt, sessionNamed } from "./sessions.js"

const iso = (moment) => `${new Date(moment).toISOString().slice(0, 19)}Z`

/** What an address says for what is live, or the newest where nothing is. */
const newestName = "live"

/** What an address asks to be played, null for nothing: a session by its name, or `live`; and from when on. */
export const askedFor = (search) => {
  const session = search.get("play")
  const moment = Date.parse(search.get("at") ?? "")
  return session === null ? null : { session, ...(Number.isFinite(moment) && { moment }) }
}

/** Lets the address lead to what is played. */
const tellAddress = (session, moment = null) => intoAddress({ play: session, at: moment === null ? null : iso(moment) })

const poster = (page, newest) => {
  const { driver, username } = page.route.params
  const words = newest.grows ? "Watch live" : `Play ${second(new Date(newest.from).toISOString())}`
  return html`<button class="poster" id="poster" data-action="watch" data-key="poster">${page.context.thumbnails() && hasPictures(newest.session) ? html`<img src="${path("thumbnails", driver, username, `${newest.session}.jpg`)}" alt="" />` : null}<span class="poster-play">${icon("play")}${words}</span></button>`
}

/** The place of the player: what there is to be watched until something is played. */
export const stage = (page) => {
  const { files, playing } = page.state
  if (playing !== null && playing.session !== newestName)
    return html`<div class="player" id="player" data-key="${playing.session}"></div>`
  const newest = newestOf(files)
  if (newest !== undefined && playing === null) return poster(page, newest)
  return html`<p class="poster poster-none muted" data-key="none">${files === null ? "" : "Nothing was recorded yet"}</p>`
}

const moved = (page, { moment }) => page.set({ head: moment === null ? null : Math.floor(moment / 1000) * 1000 })

/** Tells the library how far a session was seen, once that knows the session. */
const seeing = ({ route: { params } }, session) => {
  const source = `${params.driver}/${params.username}`
  let known
  const find = async () => {
    const { recordings } = await request("GET", query("/api/recordings", { source, q: session, limit: 10 }))
    return recordings.find((one) => one.session === session)?.id
  }
  return async (where) => {
    known ??= await find()
    if (known !== undefined) await keepSeen(known, where)
  }
}

const optionsOf = (page) => {
  const { driver, username } = page.route.params
  const { files, playing } = page.state
  const { moment, session } = playing
  const grows = sessionNamed(files, session)?.grows === true
  return {
    address: path("api", "sources", driver, username, "sessions", session, "index.m3u8"),
    recording: `${driver}/${username}/${session}`,
    title: `Session of ${session}`,
    grows,
    live: grows && moment === undefined,
    moment,
    moved: (where) => moved(page, where),
    kept: seeing(page, session),
    stopped: (where) => tellAddress(session, where.moment),
    next: () => follower(page)
  }
}

/** Opens the player where one is wanted and none is, and ends one that nobody wants any longer. */
export const tendStage = (page) => {
  const { files, playing } = page.state
  // Whether it still grows is known only by its files.
  if (playing !== null && files === null) return
  if (playing?.session === newestName) {
    const newest = newestOf(files)
    if (newest !== undefined) page.set({ playing: { session: newest.session } })
    return
  }
  page.place.tend(page.root.querySelector("#player"), () => optionsOf(page))
}

const open = (page, session, moment) => {
  tellAddress(session, moment)
  const player = page.state.playing?.session === session ? page.place.player() : undefined
  if (player !== undefined && moment !== undefined) player.goTo(moment)
  if (player === undefined) page.set({ playing: { session, ...(moment !== undefined && { moment }) }, head: null })
}

const follower = (page) => {
  const next = followingOf(page.state.files, page.state.playing?.session)
  return next && (() => open(page, next.session))
}

/** Plays what was recorded at this moment, or what was recorded next. */
export const playAt = (page, moment) => {
  const found = sessionAt(page.state.files, moment)
  if (found !== undefined) open(page, found.session, Math.max(moment, found.from))
}

const close = (page) => {
  tellAddress(null)
  page.set({ playing: null, head: null })
}

export const stageActions = {
  watch: (page) => open(page, newestOf(page.state.files).session),
  play: (page, { dataset }) => {
    if (page.state.playing?.session === dataset.session) return close(page)
    open(page, dataset.session)
    page.root.querySelector("#stage").scrollIntoView({ block: "nearest" })
  }
}
