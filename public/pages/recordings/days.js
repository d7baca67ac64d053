import { count, duration } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { dayText } from "./times.js"

const high = 40

const bar = ({ count: many, day, seconds }, { chosen, most, now, stop }) => {
  const height = seconds > 0 ? Math.max(2, Math.round((seconds / most) * high)) : 0
  const held = many === 0 ? "nothing recorded" : `${count(many, "recording")}, ${duration(seconds * 1000)}`
  const told = `${dayText(day, now)}: ${held}`
  return html`<button class="day" data-key="${day}" data-action="day" data-day="${day}" aria-pressed="${day === chosen ? "true" : "false"}" aria-label="${told}" title="${told}" tabindex="${day === stop ? "0" : "-1"}"><svg viewBox="0 0 10 ${high}" preserveAspectRatio="none" aria-hidden="true"><rect x="1" y="${high - height}" width="8" height="${height}"></rect></svg></button>`
}

/** Each day of the last month as a bar as high as there is recorded of it; a press shows that day alone. Arrows go along it. */
export const dayStrip = ({ day: chosen, days }, now = Date.now()) => {
  if (days === null || days.every((one) => one.count === 0)) return null
  const most = Math.max(...days.map(({ seconds }) => seconds))
  const stop = days.some(({ day }) => day === chosen) ? chosen : days.at(-1).day
  return html`<div class="days-strip"><div class="days" role="group" aria-label="Days: arrows go along them" data-action="dayKey" data-on="keydown">${days.map((one) => bar(one, { chosen, most, now, stop }))}</div>
    <p class="days-ends muted" aria-hidden="true"><span>${dayText(days[0].day, now)}</span><span>${dayText(days.at(-1).day, now)}</span></p></div>`
}

const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -1e9, End: 1e9 }

/** Goes to a neighbouring day at an arrow key. */
export const dayKey = (_page, strip, event) => {
  const by = steps[event.key]
  if (by === undefined) return
  event.preventDefault()
  const all = [...strip.children]
  const to = all.indexOf(document.activeElement) + by
  all[Math.min(Math.max(to, 0), all.length - 1)].focus()
}
