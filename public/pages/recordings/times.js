import { exact } from "../../lib/format.js"
import { html } from "../../lib/html.js"

const two = (n) => String(n).padStart(2, "0")

/** A moment's day by the reader's own clock, as `2026-11-22`. */
export const dayOf = (moment) => {
  const at = new Date(moment)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** The day so many days after another. */
export const dayAfter = (day, many = 1) => {
  const [year, month, date] = day.split("-").map(Number)
  return dayOf(new Date(year, month - 1, date + many))
}

/** When a day begins, or an hour of it; RFC 3339. */
export const beginOf = (day, hour = 0) => {
  const [year, month, date] = day.split("-").map(Number)
  return `${new Date(year, month - 1, date, hour).toISOString().slice(0, 19)}Z`
}

/** A day as people say it: `Today`, `Yesterday`, `Sunday 22 November`. */
export const dayText = (day, now = Date.now()) => {
  if (day === dayOf(now)) return "Today"
  if (dayAfter(day) === dayOf(now)) return "Yesterday"
  const [weekday, date, month, year] = exact(beginOf(day)).split(/[ ,]/)
  return `${weekday} ${date} ${month}${Number(year) === new Date(now).getFullYear() ? "" : ` ${year}`}`
}

/** A moment by the clock alone, for where its day is told: `22:30`. */
export const clock = (iso) => {
  const at = new Date(iso)
  return html`<time datetime="${iso}" title="${exact(iso)}">${two(at.getHours())}:${two(at.getMinutes())}</time>`
}
