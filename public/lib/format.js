const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December"
]

const two = (n) => String(n).padStart(2, "0")
// By hand, in the language of the sentences around it: the browser's own formatter takes as long to make as a page to draw.
const date = (at) => `${at.getDate()} ${months[at.getMonth()]}`
const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`
const sameDay = (a, b) =>
  a.getDate() === b.getDate() && a.getMonth() === b.getMonth() && a.getFullYear() === b.getFullYear()

/** A length of time as people say it: `4 s`, `12 min`, `2 h 14 min`, `3 d 4 h`. Milliseconds. */
export const duration = (ms) => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  const days = Math.floor(hours / 24)
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`
}

/** A running time as a clock shows it: `0:07`, `12:34`, `2:14:05`. Milliseconds. */
export const timer = (ms) => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** A moment on the clock, for use inside of a sentence: `18:34`, `yesterday 21:40`, `3 March 08:15`. */
export const moment = (iso, now = Date.now()) => {
  const at = new Date(iso)
  const today = new Date(now)
  if (sameDay(at, today)) return clock(at)
  return day(at, today)
}

/** A moment to the second, for use inside of a sentence: `18:34:05`, `yesterday 21:40:59`, `3 March 08:15:00`. */
export const second = (iso, now = Date.now()) => `${moment(iso, now)}:${two(new Date(iso).getSeconds())}`

const day = (at, today) => {
  const yesterday = new Date(today)
  yesterday.setDate(today.getDate() - 1)
  if (sameDay(at, yesterday)) return `yesterday ${clock(at)}`
  const year = at.getFullYear() === today.getFullYear() ? "" : ` ${at.getFullYear()}`
  return `${date(at)}${year} ${clock(at)}`
}

/** A moment as people say it: `in 4 min`, `12 s ago`, `yesterday 21:40`, `3 March 08:15`. */
export const relative = (iso, now = Date.now()) => {
  const at = new Date(iso)
  const ms = at.getTime() - now
  if (Math.abs(ms) < 1000) return "now"
  if (ms > 0 && ms < 86_400_000) return `in ${duration(ms)}`
  if (ms < 0 && ms > -3_600_000) return `${duration(-ms)} ago`
  const today = new Date(now)
  if (sameDay(at, today)) return `today ${clock(at)}`
  return day(at, today)
}

/** A moment that something waits for: when it has come and the thing has not, `any moment`, never how long ago. */
export const upcoming = (iso, now = Date.now()) => (Date.parse(iso) - now < 1000 ? "any moment" : relative(iso, now))

/** The exact moment, in the reader's own time zone. */
export const exact = (iso) => {
  const at = new Date(iso)
  return `${weekdays[at.getDay()]} ${date(at)} ${at.getFullYear()}, ${clock(at)}:${two(at.getSeconds())}`
}

const units = ["B", "kB", "MB", "GB", "TB", "PB"]

/** A size in decimal units with three digits at most: `812 B`, `4.2 MB`, `1.3 GB`. */
export const bytes = (count) => {
  let value = Math.max(0, count)
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** `1 source`, `3 sources`. */
export const count = (n, one, many = `${one}s`) => `${n < 1_000 ? n : n.toLocaleString()} ${n === 1 ? one : many}`

/** The text with a capital in front, as a sentence begins. */
export const capital = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** The host of an address that is shown, as lists have it. */
export const hostOf = (address) => {
  const begin = address.indexOf("://")
  const [place] = (begin === -1 ? address : address.slice(begin + 3)).split(/[/?]/, 1)
  const colon = place.lastIndexOf(":")
  return colon > place.lastIndexOf("]") ? place.slice(0, colon) : place
}
