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
