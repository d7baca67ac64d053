import { html } from "../lib/html.js"
import { shortcuts } from "../lib/keys.js"
import { openDialog } from "./dialog.js"

/** The list of keyboard shortcuts. */
export const openHelp = (context) =>
  openDialog(
    {
      title: "Keyboard shortcuts",
      state: {},
      view: () =>
        html`<dl class="keys">${shortcuts.map(({ keys, name }) => html`<dt><kbd>${keys}</kbd></dt><dd>${name}</dd>`)}</dl>`
    },
    context
  )
