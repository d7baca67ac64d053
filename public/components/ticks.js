const hour = 3_600_000
const day = 24 * hour

const two = (n) => String(n).padStart(2, "0")
const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`

/**
 * How the marks of a span lie: `next` goes from one to the next, `text` names it, empty for a mark between. A name takes up to
 * `wide` of a hundred on a phone, a third of that on a desk.
 */
const rulerOf = (span) => {
  if (span <= 3 * hour) {
    return {
      first: (at) => at.setMinutes(at.getMinutes() - (at.getMinutes() % 10), 0, 0),
      next: (at) => at.setMinutes(at.getMinutes() + 10),
      wide: 14,
      text: (at) => (at.getMinutes() % 20 === 0 ? clock(at) : "")
    }
  }
  if (span <= 2 * day) {
    return {
      first: (at) => at.setHours(at.getHours() - (at.getHours() % 3), 0, 0, 0),
      next: (at) => at.setHours(at.getHours() + 3),
      wide: 14,
      text: (at) => (at.getHours() % 6 === 0 ? clock(at) : "")
    }
  }
  const every = span <= 10 * day ? 1 : 5
  return {
    first: (at) => at.setHours(0, 0, 0, 0),
    wide: every === 1 ? 10 : 15,
    next: (at) => at.setDate(at.getDate() + 1),
    text: (at, i) => {
      if (i % every !== 0) return ""
      return every === 1
        ? at.toLocaleDateString([], { weekday: "short" })
        : at.toLocaleDateString([], { day: "numeric", month: "short" })
    }
  }
}

/**
 * The minutes, hours or days between `from` and `to` (RFC 3339) by the reader's own clock: `{ at, late, text }`, `at` from 0 to 100. A
 * name that would not fit before the end is left out; one that is `late` fits on a desk alone.
 */
export const ticks = ({ from, to }) => {
  const [begin, end] = [Date.parse(from), Date.parse(to)]
  const ruler = rulerOf(end - begin)
  const at = new Date(begin)
  ruler.first(at)
  const found = []
  for (let i = 0; at.getTime() <= end; i++, ruler.next(at)) {
    const place = ((at.getTime() - begin) / (end - begin)) * 100
    const room = 100 - place
    if (place >= 0)
      found.push({ at: place, late: room < ruler.wide, text: room < ruler.wide / 3 ? "" : ruler.text(at, i) })
  }
  return found
}
