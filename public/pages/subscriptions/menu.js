import { openDialog } from "../../components/dialog.js"
import { html, on } from "../../lib/html.js"
import { actsOf, nameOf } from "./row.js"

/** What can be done with one subscription, as a list from the bottom of the screen. Gives the chosen action's name, or undefined. */
export const openMenu = (context, one) =>
  openDialog(
    {
      title: nameOf(one),
      className: "dialog-sheet",
      state: {},
      view: () =>
        html`<ul class="sheet">${actsOf(one).map(
          ([action, label], i) =>
            html`<li><button type="button" data-action="choose" data-name="${action}" ${on("autofocus", i === 0)}>${label}</button></li>`
        )}</ul>`,
      actions: { choose: (page, { dataset }) => page.close(dataset.name) }
    },
    context
  )
