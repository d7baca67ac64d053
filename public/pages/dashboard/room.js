import { bytes, duration } from "../../lib/format.js"
import { isTight } from "./signs.js"

/** Bytes a second that all recordings together grew by so far. */
const rateOf = (items) =>
  items
    .filter(({ last_heartbeat: to, session_started_at: from, status }) => status === "recording" && to > from)
    .reduce(
      (sum, one) =>
        sum + (one.session_bytes * 1000) / (Date.parse(one.last_heartbeat) - Date.parse(one.session_started_at)),
      0
    )

/** What the disk has room for, from the bytes that recordings grow by a second. */
const lasting = (free, rate) => (rate > 0 ? `, enough for ${duration((free / rate) * 1000)} as it goes now` : "")

/** What is said of the disk once little of it is left. */
export const disk = ({ diagnostics, items }) => {
  if (diagnostics === null || !isTight(diagnostics)) return []
  const { free_bytes: free, min_free_bytes: kept } = diagnostics
  const stopped = free < kept
  return {
    key: "disk",
    status: stopped ? "held" : undefined,
    text: stopped
      ? `The disk is nearly full: ${bytes(free)} are free, ${bytes(kept)} are to stay free. Recorders are held until ${bytes(kept * 1.1)} are free: delete what is not needed, or keep less free.`
      : `The disk is getting full: ${bytes(free)} are free${lasting(free - kept, rateOf(items))}. ${kept === 0 ? "Nothing stops recording before it is full." : `Below ${bytes(kept)} recorders are held.`}`,
    go: { to: "/admin/config#set-min_free_space", label: "Free space to keep" }
  }
}

/** What is said where recordings were erased for room and left none. */
export const room = ({ diagnostics }) => {
  const stopped = diagnostics?.room_stopped ?? null
  if (stopped === null) return []
  return {
    key: "room",
    text: `${stopped.reason} It is tried again ${stopped.until} at the latest.`,
    go: { to: "/recordings/storage", label: "Storage" }
  }
}

/** What is said of a recordings' folder that nothing can be written to. */
export const storage = ({ diagnostics }) => {
  const trouble = diagnostics?.media_trouble ?? null
  if (trouble === null) return []
  return {
    key: "storage",
    status: "held",
    text: `${trouble.advice} Every start is held meanwhile${trouble.since === null ? "" : `, since ${trouble.since}`}.`,
    go: { to: "/admin/diagnostics", label: "Diagnostics" }
  }
}
