import { count } from "../lib/format.js"
import { released } from "../lib/pointer.js"

const sizes = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, pb: 1e15 }
const sizeNames = [
  ["PB", 1e15],
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3]
]

/** A whole number of bytes, exactly, in the largest unit that leaves at most three decimals. */
const sizeText = (count) => {
  const [unit, size] = sizeNames.find(([, size]) => count >= size && Number.isInteger((count / size) * 1000)) ?? [
    "B",
    1
  ]
  return `${count / size} ${unit}`
}

const sizeOf = (text) => {
  const found = /^(\d+(?:\.\d+)?)\s*([kmgtp]?b)?$/i.exec(text)
  return found === null ? undefined : Math.round(Number(found[1]) * sizes[(found[2] ?? "b").toLowerCase()])
}

const lengths = {
  ms: 1,
  s: 1e3,
  min: 6e4,
  m: 6e4,
  h: 36e5,
  d: 864e5,
  day: 864e5,
  days: 864e5,
  year: 31536e6,
  years: 31536e6
}
const wholeLength = /^(?:\d+(?:\.\d+)?\s*(?:ms|s|min|m|h|days?|d|years?)\s*)+$/i

/** The milliseconds of a length of time as people or the API write it: `15 min`, `1h30m`, `30 days`; undefined for any other text. */
const lengthOf = (text) => {
  if (!wholeLength.test(text)) return undefined
  const found = text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)\s*/giy)
  return Math.round([...found].reduce((sum, [, amount, unit]) => sum + Number(amount) * lengths[unit.toLowerCase()], 0))
}

const inUnits = (ms, units) => {
  let rest = ms
  const parts = units.flatMap(([name, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count > 0 ? [[count, name]] : []
  })
  return parts.length === 0 ? [[0, "s"]] : parts
}

/** As the API writes it: hours at the most, each unit once. */
const asDuration = (ms) =>
  inUnits(ms, [
    ["h", 36e5],
    ["m", 6e4],
    ["s", 1e3],
    ["ms", 1]
  ])
    .map(([count, unit]) => `${count}${unit}`)
    .join("")

/** A duration of the API's as people say it: `15 min`, `24 h`, `30 days`, `10 years`; what is none stays as it is. */
const lengthText = (text) => {
  const ms = lengthOf(text)
  if (ms === undefined) return text
  if (ms >= lengths.year && ms % lengths.year === 0) return count(ms / lengths.year, "year")
  if (ms >= 2 * lengths.day && ms % lengths.day === 0) return `${ms / lengths.day} days`
  return inUnits(ms, [
    ["h", 36e5],
    ["min", 6e4],
    ["s", 1e3],
    ["ms", 1]
  ])
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(" ")
}

/** A setting's value as its input holds it. */
export const valueText = ({ kind }, value) => {
  if (kind === "bytes" && typeof value === "number") return sizeText(value)
  return kind === "duration" && typeof value === "string" ? lengthText(value) : String(value)
}

/** A sentence of the server's about a setting, its lengths of time as people say them. */
export const toldLengths = (text) => text.replace(/\b\d\w*/g, (length) => lengthText(length))

const howTyped = {
  bytes: "a size such as 500 MB or 2 GB",
  duration: "a length such as 30 s, 15 min, 2 h or 3 days",
  integer: "a whole number"
}

/** What is wrong with a typed value, as a sentence; undefined where nothing is, or only the server can tell. */
export const misfitOf = (field, value) => {
  const { kind, max, min, title } = field
  if (howTyped[kind] === undefined) return undefined
  const measure = (one) => (kind === "duration" ? lengthOf(String(one)) : typeof one === "number" ? one : undefined)
  const found = measure(value)
  if (found === undefined) return `${title} is ${howTyped[kind]}.`
  const fits = (min === null || found >= measure(min)) && (max === null || found <= measure(max))
  return fits ? undefined : `${title} lies between ${valueText(field, min)} and ${valueText(field, max)}.`
}

/** Takes the refusal of a field away as soon as it is typed in, and gives it one, if `why` tells one, when it is left. */
export const judge = async (page, { type }, key, why) => {
  const told = type === "change" ? why : undefined
  if (page.state.refused[key] === told) return
  if (type === "change") await released()
  const { [key]: _old, ...others } = page.state.refused
  page.set({ refused: told === undefined ? others : { ...others, [key]: told } })
}

/** What an input's text means for a setting; what can't be read stays text, for the server to refuse. */
export const valueOf = ({ key, kind }, text) => {
  const trimmed = text.trim()
  if (kind === "integer") return /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed
  if (kind === "bytes") return sizeOf(trimmed) ?? trimmed
  if (kind === "duration") {
    const ms = lengthOf(trimmed)
    return ms === undefined ? trimmed : asDuration(ms)
  }
  if (kind === "boolean") return text === "true"
  // Headers are lines.
  return key === "headers" ? text : text.replaceAll(/[\r\n]/g, "")
}

/** Whether a secret is set among values that tell no secrets, as `cookies_set` does. */
export const isSet = (values, key) => values[`${key}_set`] === true

const isSeveral = (key) => key.endsWith("s")

/** What is said below the field of a secret, of which nothing is shown. */
export const secretHint = (key, isThere) => {
  if (isThere)
    return isSeveral(key) ? "There are some: leave it empty to keep them." : "There is one: leave it empty to keep it."
  return isSeveral(key) ? "There are none." : "There is none."
}

/** Why a value of its own for a secret can't be saved that was not typed. */
export const untypedSecret = ({ key, title }) =>
  `Type the ${title.toLowerCase()}, or take the mark away to inherit ${isSeveral(key) ? "them" : "it"}.`

/** A setting's value as a sentence has it. */
export const shownValue = (field, value) => {
  if (value === null || value === undefined) return "none"
  if (field.kind === "boolean") return value ? "Yes" : "No"
  if (value === "") return "empty"
  const text = valueText(field, value)
  if (field.unit === null || field.unit === undefined || value === "best") return text
  return `${text} ${Number(value) === 1 ? field.unit.replace(/s$/, "") : field.unit}`
}

/** Between what a value must lie; null where there are no bounds. */
export const boundsText = (field) => {
  const { kind, max, min } = field
  if (kind === "text" || kind === "secret") return max === null ? null : `Up to ${max} characters.`
  const show = (value) => valueText(field, value)
  if (min === null) return max === null ? null : `Up to ${show(max)}.`
  return max === null ? `From ${show(min)}.` : `${show(min)} to ${show(max)}.`
}
