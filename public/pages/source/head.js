import { busyMark, troubleOf } from "../../components/acting.js"
import { badge, live } from "../../components/badge.js"
import { icon } from "../../components/icon.js"
import { sentence } from "../../components/when.js"
import { html } from "../../lib/html.js"
import { isRestartable } from "../../lib/restartable.js"
import { mine } from "./changes.js"

const drawings = { ok: "linked", noticed: "noticed", waiting: "backoff", trouble: "stalled", off: "off" }
const markWords = {
  ok: "As it should be",
  noticed: "Not as it should be, and in nobody's way",
  waiting: "Goes on by itself",
  trouble: "Needs somebody",
  off: "Not wanted, or not reached"
}

const reason = ({ mark, old, step, text }) => html`
  <li class="reason reason-${mark}" data-key="${step}">${icon(drawings[mark])}<span class="sr">${old ? "Not known now" : markWords[mark]}: </span><span>${old ? "Last known: " : ""}${sentence(text)}</span></li>
`

/** The chain as far as it is known: behind a link that is down everything is as it was when somebody last heard of it. */
const known = (steps) => {
  const down = steps.findIndex(({ mark, step }) => step === "link" && mark === "trouble")
  return steps.map((one, i) =>
    down === -1 || i <= down || one.mark === "off" ? one : { ...one, mark: "off", old: true }
  )
}

const act = (state, action, label, look = "") =>
  html`<button data-key="${action}" class="${look}" data-action="${action}" ${busyMark(state, action)}>${label}</button>`

const said = { archive: "It is archived in a moment.", remove: "You are unsubscribed in a moment." }

/** What the caller can do about the own subscription. */
const ownActs = (state, own) => {
  if (own === undefined) return act(state, "subscribe", "Subscribe")
  if (state.delayed !== null)
    return html`<span class="muted">${said[state.delayed]}</span>${act(state, "undo", "Undo")}`
  return html`${own.posture === "active" ? null : act(state, "resume", "Resume")}${own.posture === "paused" ? null : act(state, "pause", "Pause")}
    ${own.posture === "archived" ? null : act(state, "archive", "Archive")}${act(state, "remove", "Unsubscribe")}`
}

const acts = (page) => {
  const { state } = page
  const { canonical_url: address, outdated, status } = state.detail
  return html`<div class="chips">
    ${status === "error" ? act(state, "resetError", "Reset error", "primary") : null}${ownActs(state, mine(page))}
    ${page.context.admin() && isRestartable(state.detail) ? act(state, "restart", outdated ? "Restart with the new settings" : "Restart") : null}
    ${/^https?:/.test(address ?? "") ? html`<a class="button" href="${address}" rel="noreferrer">Open its page</a>` : null}</div>`
}

/** What its site calls what is recorded now, and whose it is. */
const about = ({ author, title }) => {
  if (title === null && author === null) return null
  const parts = [
    title === null ? null : html`<span>“${title}”</span>`,
    author === null ? null : html`<span class="muted">by ${author}</span>`
  ]
  return html`<p class="place about">${parts[0]} ${parts[1]}</p>`
}

/** Where it is, for those who may see that, and for admins the way to change it. */
const place = (page) => {
  const { address } = page.state.detail
  const isAdmin = page.context.admin()
  if (address === null && !isAdmin) return null
  const told =
    address === null
      ? html`<span class="muted">its name tells its recorder</span>`
      : html`<span class="mono address">${address}</span>`
  const change = isAdmin ? act(page.state, "move", address === null ? "Give an address" : "Change", "quiet") : null
  return html`<p class="place"><span class="muted">Address:</span> ${told} ${change}</p>`
}

const most = 8

const subscriber = ({ owner, posture }, i) =>
  html`${i > 0 ? ", " : ""}${owner}${posture === "active" ? null : html` <span class="muted">(${posture})</span>`}`

/** For admins all who subscribe; for others how their own subscription stands where the source's status does not tell. */
const subscribers = (page) => {
  const { detail } = page.state
  const all = detail.subscribers
  if (page.context.admin()) {
    if (all.length === 0) return html`<p class="muted">Nobody subscribes to it.</p>`
    const more = all.length - most
    return html`<p><span class="muted">Subscribers:</span> ${all.slice(0, most).map(subscriber)}${more > 0 ? ` and ${more} more` : ""}</p>`
  }
  const own = mine(page)
  if (own === undefined || own.posture === "active" || detail.status === "inactive") return null
  return html`<p>You ${own.posture} it; others want it.</p>`
}

const chain = ({ detail, why }) => {
  const open = why ?? detail.status !== "recording"
  return html`<div><button class="quiet disclose" data-action="why" aria-expanded="${open ? "true" : "false"}" aria-controls="reasons">Why it is, or isn't, recorded</button>
    <ul class="reasons" id="reasons">${open ? known(detail.reasons).map(reason) : null}</ul></div>`
}

/** What the source is, and what can be done. */
export const head = (page) => {
  const { state } = page
  const { driver, username } = state.detail
  return html`
    <div class="heading"><h1>${driver}/${username}</h1>${acts(page)}</div>
    ${troubleOf(state, "pause", "resume", "archive", "remove", "resetError", "restart", "subscribe", "move")}
  `
}

/** How it stands, with the whole chain of reasons. */
export const standing = (page) => {
  const { state } = page
  const { detail } = state
  return html`
    <section class="panel" aria-label="Status">
      <p class="status-line">${badge(detail.status, mine(page)?.posture)}<span class="muted">${live(detail)}</span></p>
      <p class="status-sentence ${detail.reason.length > 90 ? "status-long" : ""}">${sentence(detail.reason)}</p>
      ${about(detail)}${place(page)}${subscribers(page)}${chain(state)}
    </section>
  `
}
