import { html, on } from "../lib/html.js"

/**
 * Buttons to the page before and the one after, and which entries are shown; nothing where all fit on one page. Its actions are
 * `before` and `after`. `cursors` are those of the pages up to the shown one, `total` is null where nobody counts.
 */
export const pager = ({ cursors, items, nextCursor, total = null }, size, words = ["Previous", "Next"]) => {
  if (items === null || (cursors.length === 0 && nextCursor === null)) return null
  const first = cursors.length * size + 1
  const shown = `${first.toLocaleString()}–${(first + items.length - 1).toLocaleString()}`
  const [before, after] = words
  return html`<nav class="pager" aria-label="Pages of the list"><button data-action="before" ${on("aria-disabled", cursors.length === 0)}>${before}</button><button data-action="after" ${on("aria-disabled", nextCursor === null)}>${after}</button><span class="muted number">${shown}${total === null ? "" : ` of ${total.toLocaleString()}`}</span></nav>`
}

/** What its buttons do on a page whose state has `cursors` and `nextCursor`. */
export const turning = (turned = () => {}) => {
  const turn = (page, cursors) => {
    page.set({ cursors })
    page.refresh()
    turned()
  }
  return {
    before: (page) => {
      if (page.state.cursors.length > 0) turn(page, page.state.cursors.slice(0, -1))
    },
    after: (page) => {
      if (page.state.nextCursor !== null) turn(page, [...page.state.cursors, page.state.nextCursor])
    }
  }
}
