import { html } from "../lib/html.js"

/** Tabs: `tabs` are `[name, title]`; the panel below has the id `panel`. Arrows move between them. */
export const tabs = (list, chosen, label) => html`
  <div class="tabs" role="tablist" aria-label="${label}" data-action="tabKey" data-on="keydown">
    ${list.map(
      ([name, title]) =>
        html`<button role="tab" id="tab-${name}" data-action="tab" data-tab="${name}" aria-controls="panel" aria-selected="${name === chosen ? "true" : "false"}" tabindex="${name === chosen ? "0" : "-1"}">${title}</button>`
    )}
  </div>
`

/** Moves to the neighbouring tab at an arrow key. */
export const tabKey = (_page, list, event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (by === undefined) return
  const all = [...list.querySelectorAll("[role=tab]")]
  const next = all[(all.indexOf(document.activeElement) + by + all.length) % all.length]
  next.focus()
  next.click()
}
