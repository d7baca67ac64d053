import { html, on } from "../lib/html.js"
import { path } from "../lib/router.js"
import { badge } from "./badge.js"
import { live } from "./live.js"
import { sentence } from "./when.js"

/** A subscription's key among its siblings. */
export const keyOf = (one) => `${one.sub_id}`
/** Its source, as people say it. */
export const nameOf = (one) => `${one.driver}/${one.username}`

const button = (one, action, label, busy) => html`
  <button data-action="${action}" data-sub="${keyOf(one)}" ${on('aria-disabled="true" aria-busy="true"', busy)}>${label}<span class="sr"> ${nameOf(one)}</span></button>
`

const acts = (one, busy) => html`
  ${one.status === "error" ? button(one, "resetError", "Reset error", busy) : null}
  <span class="acts acts-quiet">
    ${one.posture === "active" ? button(one, "pause", "Pause", busy) : button(one, "resume", "Resume", busy)}
    ${one.posture === "archived" ? null : button(one, "archive", "Archive", busy)}
    ${button(one, "remove", "Delete", busy)}
  </span>
`

const said = { archive: "Archived in a moment.", remove: "Deleted in a moment." }

/** One subscription as a row: what it is, how it stands and why, and what can be done. */
export const subscription = (one, { busy, chosen, held, owners, trouble }) => html`
  <tr class="${held === undefined ? "" : "sub-held"}" data-key="${keyOf(one)}">
    <td class="pick"><input type="checkbox" aria-label="Select ${nameOf(one)}" data-action="pick" data-on="change" data-sub="${keyOf(one)}" ${on("checked", chosen)} /></td>
    <td><a class="sub-name" data-row href="${path("source", one.driver, one.username)}">${nameOf(one)}</a>${owners ? html` <span class="sub-owner">${one.owner}</span>` : null}</td>
    <td>${badge(one.status, one.posture)}</td>
    <td class="sub-why">${sentence(one.reason)}${trouble === undefined ? null : html`<p class="field-error" role="alert">${trouble}</p>`}</td>
    <td class="sub-live">${live(one)}</td>
    <td class="end"><div class="acts">${held === undefined ? acts(one, busy) : html`<span class="muted">${said[held]}</span>${button(one, "undo", "Undo", false)}`}</div></td>
  </tr>
`
