import { icon } from "../../components/icon.js"
import { running } from "../../components/when.js"
import { bytes, count, duration } from "../../lib/format.js"
import { html, on } from "../../lib/html.js"
import { drawing } from "../../player/drawings.js"
import { clock, dayOf, dayText } from "./times.js"

export const nameOf = ({ driver, username }) => `${driver}/${username}`

const gapsOf = ({ gaps }) =>
  gaps.count === 0
    ? null
    : html`<span class="trouble">${count(gaps.count, "gap")}, ${duration(Math.max(1000, gaps.seconds * 1000))}</span>`

const lengthOf = ({ duration: seconds, started_at, status }) =>
  status === "open" ? running(started_at) : duration(seconds * 1000)

const star = ({ id, kept }) =>
  html`<button class="quiet over recording-keep" data-action="keep" data-id="${id}" aria-pressed="${kept ? "true" : "false"}" aria-label="${kept ? "Kept: no rule deletes it" : "Keep"}" title="${kept ? "Kept: no rule deletes it" : "Keep"}">${drawing("star", kept)}</button>`

const words = ({ ended_at, session, started_at, status, title }) =>
  html`<span class="recording-when">${title === null ? null : html`<strong>${title}</strong> `}${clock(started_at)} to ${status === "open" || ended_at === null ? "now" : clock(ended_at)}<span class="sr"> (${session})</span></span>`

/**
 * One recording: its picture, whose it is, from when to when, how long and how large, what is missing of it, whether it was seen and
 * is kept. All of it plays it. What a recording that goes on has on the disk the library knows of a minute ago: that is not told.
 */
export const row = (one, { chosen, pictures, playing, withDay }) => html`
  <li class="recording opens${playing ? " recording-plays" : ""}" data-key="${one.id}">
    <input class="over" type="checkbox" aria-label="Choose ${nameOf(one)}, ${one.session}" data-action="pick" data-on="change" data-id="${one.id}" ${on("checked", chosen)} />
    <span class="recording-picture">${icon("film")}${pictures && one.poster !== null ? html`<img src="${one.poster}" alt="" loading="lazy" />` : null}</span>
    <span class="recording-words"><span class="recording-name"><button class="recording-open" data-row data-action="play" data-id="${one.id}" aria-pressed="${playing ? "true" : "false"}">${one.seen || one.status === "open" ? null : html`<span class="unseen" title="Not seen yet"><span class="sr">Not seen yet: </span></span>`}${nameOf(one)}</button></span>
      <span class="recording-facts muted number">${withDay ? html`<span>${dayText(dayOf(one.started_at))}</span>` : null}${words(one)}${one.status === "open" ? html`<span class="badge badge-recording">${icon("recording")}<span>Recording ${lengthOf(one)}</span></span>` : html`<span>${lengthOf(one)}</span><span>${bytes(one.bytes)}</span>`}${gapsOf(one)}</span></span>
    ${star(one)}
  </li>
`

/** Recordings by the day on which they began, in the order in which they are listed. */
export const byDay = (items) => [...Map.groupBy(items, ({ started_at }) => dayOf(started_at))]
