const fields = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog"

// A dialog that was just closed may keep the focus until the next frame, where nothing else had it before.
const typing = (element) => element.closest(fields) !== null && element.closest("dialog:not([open])") === null

/** Calls `pressed(keys)` for single keys and for `g` with the next one, never while somebody types or a dialog is open. */
export const listenForKeys = (pressed) => {
  let before = ""
  let forget
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return
    if (document.querySelector("dialog[open]") !== null) return
    clearTimeout(forget)
    const keys = before === "g" ? `g ${event.key}` : event.key
    before = before === "" && event.key === "g" ? "g" : ""
    forget = setTimeout(() => {
      before = ""
    }, 1_500)
    if (pressed(keys)) event.preventDefault()
  })
}

/** Whether a row's link has the focus: elsewhere arrows scroll. */
export const onRow = () => document.activeElement?.matches("[data-row]") === true

/** Moves the focus to the next (1) or previous (-1) row's link of the page's first list; false when there is none. */
export const moveInList = (by) => {
  const links = [...document.querySelectorAll("#page [data-row]")]
  if (links.length === 0) return false
  const at = links.indexOf(document.activeElement)
  const next = links[at === -1 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)]
  next.focus()
  next.scrollIntoView({ block: "nearest" })
  return true
}
