import { duration, moment } from "../lib/format.js"
import { html } from "../lib/html.js"

const causes = {
  link: "the overseer could not be reached",
  queue: "no slot was free",
  starting: "a recorder was starting",
  blocked: "the site blocked the recorder",
  failure: "the recorder failed",
  error: "the source was in error",
  refused: "the overseer refused the start",
  stopped: "it was stopped on request",
  unwanted: "nobody wanted it",
  forgotten: "the facts of that time were not kept",
  unknown: "nothing tells why",
  before: "the source was not known yet"
}
const words = { recorded: "Recorded", "off air": "Off air", missed: "Missed", gap: "Not recorded" }
const looks = { recorded: "recorded", "off air": "off", missed: "missed", gap: "gap" }

/** A stretch in words, with its exact times. */
export const stretchText = ({ kind, from, to, cause }) =>
  `${words[kind]}${cause === null ? "" : `: ${causes[cause] ?? cause}`}, ${moment(from)} to ${moment(to)}, ${duration(Date.parse(to) - Date.parse(from))}`

/** Where a moment lies on a line 1000 units long. */
export const placeOf = (iso, { from, to }) =>
  ((Date.parse(iso) - Date.parse(from)) / (Date.parse(to) - Date.parse(from))) * 1000

const bar = (stretch, i, coverage, at) => {
  const x = placeOf(stretch.from, coverage)
  const width = Math.max(placeOf(stretch.to, coverage) - x, stretch.kind === "recorded" ? 1.5 : 0)
  return html`<rect class="stretch stretch-${looks[stretch.kind]}${i === at ? " stretch-at" : ""}" data-at="${i}" x="${x.toFixed(2)}" y="${stretch.kind === "recorded" ? 2 : 10}" width="${width.toFixed(2)}" height="${stretch.kind === "recorded" ? 36 : 20}"></rect>`
}

/** What was recorded and what not, as a line; arrows and the pointer choose a stretch, which is then told exactly. */
export const timeline = (coverage, at) => {
  const { stretches } = coverage
  const chosen = stretches[at] ?? stretches.at(-1)
  const text = chosen === undefined ? "Nothing is known of this time." : stretchText(chosen)
  return html`
    <div class="timeline" id="timeline" role="slider" tabindex="0" aria-label="Timeline" aria-valuemin="0" aria-valuemax="${Math.max(stretches.length - 1, 0)}" aria-valuenow="${Math.max(stretches.indexOf(chosen), 0)}" aria-valuetext="${text}" data-action="stretchKey" data-on="keydown">
      <svg viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true" data-action="stretchAt" data-on="pointermove"><line x1="0" x2="1000" y1="20" y2="20" stroke="currentColor" stroke-width="0.5"></line>
        ${stretches.map((stretch, i) => bar(stretch, i, coverage, at))}</svg>
    </div>
    <div class="timeline-ends muted number"><span>${moment(coverage.from)}</span><span>${moment(coverage.to)}</span></div>
    <p class="prose" id="stretch">${text}</p>
  `
}
