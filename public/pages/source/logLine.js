import { bytes } from "../../lib/format.js"
import { html } from "../../lib/html.js"

const untold = new Set(["event", "level", "message", "driver", "source", "time"])

const fieldText = (name, value) => {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value)
  if (name === "bytes_written" && /^\d+$/.test(text)) return bytes(Number(text))
  if (name === "file") return text.slice(text.lastIndexOf("/") + 1)
  return `${name.replaceAll("_", " ")} ${text}`
}

const document = (line) => {
  if (!line.startsWith("{")) return undefined
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** A line as people read it: an event's or message's own words, then its fields. Any other line is as it was printed. */
export const lineText = (line) => {
  const found = document(line)
  const head = found?.event ?? found?.message
  if (typeof head !== "string") return { head: "", text: line }
  const fields = Object.entries(found)
    .filter(([name, value]) => !untold.has(name) && value !== null && value !== "")
    .map(([name, value]) => fieldText(name, value))
  return { head: found.event === undefined ? `${found.level ?? ""} ${head}`.trim() : head, text: fields.join(" · ") }
}

/** A text with every place marked where `q` is found, whatever the case. */
export const marked = (text, q) => {
  if (q === "") return text
  const [all, wanted] = [text.toLowerCase(), q.toLowerCase()]
  // Some letters change their length with their case: then nothing is marked rather than the wrong place.
  if (all.length !== text.length) return text
  const parts = []
  let from = 0
  for (let at = all.indexOf(wanted); at !== -1; at = all.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), html`<mark>${text.slice(at, at + wanted.length)}</mark>`)
    from = at + wanted.length
  }
  return [...parts, text.slice(from)]
}
