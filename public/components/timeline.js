import { duration, second } from "../lib/format.js"
import { html, svg } from "../lib/html.js"
import { ticks } from "./ticks.js"

export const sheet = "components/timeline.css"

const causes = {
  link: "the overseer could not be reached",
  queue: "no slot was free",
  limit: "as many recorders ran as may at once",
  user_limit: "everybody who wanted it had as many recorders as each may",
  starting: "a recorder was starting",
  blocked: "the site blocked the recorder",
  denied: "the site refused the recorder",
  hindered: "something stood in the recorder's way",
  failure: "the recorder failed",
  ended: "the broadcast was over",
  error: "the source was in error",
  refused: "the overseer refused the start",
  stalled: "the recording did not grow",
  disk: "too little space was free on the disk",
  storage: "nothing could be written to the recordings' folder",
  restart: "the recorder was replaced on request",
  not_running: "nothing proves that the product was running",
  stopped: "somebody else stopped the recorder",
  unwanted: "nobody wanted it",
  forgotten: "the facts of that time were not kept",
  unknown: "nothing tells why",
  before: "the source was not known yet"
}
const words = {
  recorded: "Recorded",
  deleted: "Recorded and deleted since",
  "off air": "Off air",
  missed: "Missed",
  gap: "Not recorded"
}

/** What somebody may want to mend; the other gaps are as they were meant, or nobody's doing. */
const mendable = new Set([
  "link",
  "queue",
  "limit",
  "user_limit",
  "blocked",
  "denied",
  "hindered",
  "failure",
  "stalled",
  "disk",
  "storage",
  "error",
  "refused",
  "not_running",
  "stopped"
])

/** Why something was not recorded, in words. */
export const causeText = (cause) => causes[cause] ?? cause

/** How a stretch is drawn. */
export const lookOf = ({ cause, kind }) =>
  kind === "off air"
    ? "off"
    : cause === "before"
      ? "before"
      : kind === "gap"
        ? mendable.has(cause)
          ? "lost"
          : "none"
        : kind

/** A stretch in words, with its exact times. */
export const stretchText = ({ cause, detail = null, from, kind, to }) =>
  `${words[kind]}${cause === null ? "" : `: ${causeText(cause)}`}${detail === null ? "" : ` (${detail})`}, ${second(from)} to ${second(to)}, ${duration(Date.parse(to) - Date.parse(from))}`

/** Where a moment lies between two others, from 0 to 100. */
export const placeOf = (iso, { from, to }) =>
  ((Date.parse(iso) - Date.parse(from)) / (Date.parse(to) - Date.parse(from))) * 100

/** The moment at a place of the line, from 0 to 100; in milliseconds. */
export const momentAt = ({ from, to }, place) => Date.parse(from) + ((Date.parse(to) - Date.parse(from)) * place) / 100

/** Each look's upper edge and height, in pixels of a line 40 high: no two differ in colour alone. */
const shapes = {
  recorded: [2, 36],
  deleted: [2, 36],
  missed: [20, 18],
  lost: [14, 12],
  off: [18, 4],
  before: [0, 40],
  none: [0, 0]
}

/** A piece of the line as a stretch of this look is drawn. */
export const swatch = (look, x, width) =>
  svg`<rect class="stretch-${look}" x="${x}" y="${shapes[look][0]}" width="${width}" height="${shapes[look][1]}"></rect>`

const bar = (stretch, coverage) => {
  const look = lookOf(stretch)
  if (look === "none") return null
  const x = placeOf(stretch.from, coverage)
  return swatch(look, `${x.toFixed(3)}%`, `${(placeOf(stretch.to, coverage) - x).toFixed(3)}%`)
}

const tick = ({ at, late, text }) => svg`
  <line class="tick" x1="${at.toFixed(3)}%" x2="${at.toFixed(3)}%" y1="0" y2="${text === "" ? 40 : 56}"></line>
  <text class="tick-text${late ? " tick-late" : ""}" x="${at.toFixed(3)}%" dx="4" y="54">${text}</text>
`

const chosenBar = (stretch, coverage) => {
  const x = placeOf(stretch.from, coverage)
  return svg`<rect class="stretch-chosen" x="${x.toFixed(3)}%" y="0" width="${(placeOf(stretch.to, coverage) - x).toFixed(3)}%" height="40"></rect>`
}

/** Where the player is, as long as that lies on the line. */
const playhead = (moment, coverage) => {
  if (moment === null) return null
  const at = placeOf(new Date(moment).toISOString(), coverage)
  if (at < 0 || at > 100.5) return null
  return svg`<line class="playhead" x1="${at.toFixed(3)}%" x2="${at.toFixed(3)}%" y1="0" y2="44"></line>`
}

/** The stretch that holds a moment, or the nearest; the last one for none. */
export const chosenOf = ({ stretches }, moment) =>
  moment === null
    ? stretches.at(-1)
    : (stretches.findLast(({ from }) => Date.parse(from) <= Date.parse(moment)) ?? stretches[0])

/**
 * What was recorded and what not, as a line with its hours or days; arrows and the pointer choose a stretch, which is then told
 * exactly, and a press or Enter plays it. `moment` lies in the chosen one; null chooses the last. `head` is where the player is, null
 * for nowhere.
 */
export const timeline = (coverage, moment, head = null) => {
  const { stretches } = coverage
  const chosen = chosenOf(coverage, moment)
  const text = chosen === undefined ? "Nothing is known of this time." : stretchText(chosen)
  return html`
    <div class="timeline" id="timeline" role="slider" tabindex="0" aria-label="Timeline: arrows go from stretch to stretch, Enter plays" aria-valuemin="0" aria-valuemax="${Math.max(stretches.length - 1, 0)}" aria-valuenow="${Math.max(stretches.indexOf(chosen), 0)}" aria-valuetext="${text}" data-action="stretchKey" data-on="keydown">
      <svg aria-hidden="true" data-action="stretchAt" data-on="pointermove click">${ticks(coverage).map(tick)}
        ${stretches.map((stretch) => bar(stretch, coverage))}${chosen === undefined ? null : chosenBar(chosen, coverage)}${playhead(head, coverage)}</svg>
    </div>
    <p class="prose number" id="stretch">${text}</p>
  `
}

/** The stretch under a place of the line, from 0 to 100; within `slack` of it the shortest one, so that none is too thin to hit. */
export const stretchAt = (coverage, place, slack) =>
  coverage.stretches
    .filter((one) => placeOf(one.to, coverage) >= place - slack && placeOf(one.from, coverage) <= place + slack)
    .sort((a, b) => Date.parse(a.to) - Date.parse(a.from) - (Date.parse(b.to) - Date.parse(b.from)))[0]
