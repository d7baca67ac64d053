import { html } from "../lib/html.js"
import { openDialog } from "./dialog.js"

const shortcuts = [
  { keys: "/", name: "Search for a source" },
  { keys: "?", name: "This list" },
  { keys: "g d", name: "Go to the dashboard" },
  { keys: "g r", name: "Go to the recordings" },
  { keys: "g s", name: "Go to the sources" },
  { keys: "g p", name: "Go to your profile" },
  { keys: "g a", name: "Go to the settings (admins)" },
  { keys: "n", name: "Add a source" },
  { keys: "j / k", name: "Next or previous row of a list; on a row also ↓ / ↑" },
  { keys: "x / s", name: "On a recording: choose it, keep it" },
  { keys: "k / Space", name: "In the player: play or pause" },
  { keys: "← / →", name: "In the player: 10 seconds back or on, also j / l; Home and End for its ends" },
  { keys: "< / >", name: "In the player: slower or faster" },
  { keys: "m / f / i", name: "In the player: sound, full screen, picture in picture" },
  { keys: "Esc", name: "Close what is open" }
]

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
