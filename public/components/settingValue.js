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

/** A setting's value as its input holds it. */
export const valueText = ({ kind }, value) =>
  kind === "bytes" && typeof value === "number" ? sizeText(value) : String(value)

/** What an input's text means for a setting; what can't be read stays text, for the server to refuse. */
export const valueOf = ({ kind }, text) => {
  const trimmed = text.trim()
  if (kind === "integer") return /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed
  if (kind === "bytes") return sizeOf(trimmed) ?? trimmed
  if (kind === "boolean") return text === "true"
  return text
}

/** A setting's value as a sentence has it. */
export const shownValue = (field, value) => {
  if (value === null || value === undefined) return "none"
  if (field.kind === "boolean") return value ? "Yes" : "No"
  return value === "" ? "empty" : valueText(field, value)
}

/** Between what a value must lie; null where there are no bounds. */
export const boundsText = (field) => {
  const { kind, max, min } = field
  if (kind === "text" || kind === "secret") return max === null ? null : `Up to ${max} characters.`
  const show = (value) => valueText(field, value)
  if (min === null) return max === null ? null : `Up to ${show(max)}.`
  return max === null ? `From ${show(min)}.` : `${show(min)} to ${show(max)}.`
}
