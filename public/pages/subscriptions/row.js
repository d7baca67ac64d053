import { badge, live } from "../../components/badge.js"
import { sentence } from "../../components/when.js"
import { html, on } from "../../lib/html.js"
import { path } from "../../lib/router.js"

/** A subscription's key among its siblings. */
export const keyOf = (one) => `${one.sub_id}`
/** Its source, as people say it. */
export const nameOf = (one) => `${one.driver}/${one.username}`

const button = (one, action, label, busy) => html`
  <button data-key="${action}" data-action="${action}" data-sub="${keyOf(one)}" aria-label="${label} ${nameOf(one)}" ${on("aria-busy aria-disabled", busy)}>${label}</button>
`

/** What can be done with a subscription: pairs of an action and its word. */
export const actsOf = ({ posture, status }) => [
  ...(status === "error" ? [["resetError", "Reset error"]] : []),
  ...(posture === "active" ? [] : [["resume", "Resume"]]),
  ...(posture === "paused" ? [] : [["pause", "Pause"]]),
  ...(posture === "archived" ? [] : [["archive", "Archive"]]),
  ["remove", "Unsubscribe"]
]

const said = { archive: "Archived in a moment.", remove: "Unsubscribed in a moment." }

/** With a pointer the actions appear on the row; a finger opens them as a list. */
const acts = (one, busy) => html`
  <span class="sub-quick">${actsOf(one)
    .filter(([action]) => action !== "resetError")
    .map(([action, label]) => button(one, action, label, busy))}</span>
  <button class="sub-more quiet" data-action="more" data-sub="${keyOf(one)}" aria-haspopup="dialog" aria-label="What to do with ${nameOf(one)}" ${on("aria-busy aria-disabled", busy)}>⋯</button>
`

/** What fits into two lines on any screen need not be cut off there: that is work at each frame in which it moves. */
const short = 50

const why = (text) => html`<span class="sub-reason${text.length > short ? " sub-long" : ""}">${sentence(text)}</span>`

/** One subscription as a row: what it is, how it stands and why, and what can be done. */
export const row = (one, { busy, chosen, delayed, owners, trouble }) => html`
  <div role="row" class="sub opens${delayed === undefined ? "" : " sub-delayed"}${chosen ? " sub-chosen" : ""}" data-key="${keyOf(one)}" data-status="${one.status}">
    <div role="cell" class="sub-pick over"><input type="checkbox" aria-label="Select ${nameOf(one)}" data-action="pick" data-on="change" data-sub="${keyOf(one)}" ${on("checked", chosen)} /></div>
    <div role="cell" class="sub-what"><a class="sub-name" data-row href="${path("source", one.driver, one.username)}">${nameOf(one)}</a>${owners ? html` <span class="sub-owner">${one.owner}</span>` : null}${one.host === null ? null : html` <span class="sub-host" title="${one.host}">${one.host}</span>`}</div>
    <div role="cell" class="sub-status">${badge(one.status, one.posture)}</div>
    <div role="cell" class="sub-why">${why(one.reason)}</div>
    <div role="cell" class="sub-live${one.status === "error" ? " over" : ""}">${one.status === "error" && delayed === undefined ? button(one, "resetError", "Reset error", busy) : live(one)}</div>
    <div role="cell" class="sub-acts over">${delayed === undefined ? acts(one, busy) : html`<span class="sub-late"><span class="muted">${said[delayed]}</span>${button(one, "undo", "Undo", false)}</span>`}</div>
    ${trouble === undefined ? null : html`<div role="cell" class="sub-trouble field-error" data-key="trouble"><span role="alert">${trouble}</span></div>`}
  </div>
`
