import { html } from "../lib/html.js"
import { show } from "../lib/page.js"

/**
 * Opens a page definition as a dialog: focus goes in and, when it closes, back; Escape closes. `page.close(result)` closes it
 * from within. Gives a promise of the result, undefined when it was dismissed.
 */
export const openDialog = (definition, context, route) =>
  new Promise((resolve) => {
    const dialog = document.createElement("dialog")
    dialog.className = `dialog ${definition.className ?? ""}`
    dialog.setAttribute("aria-labelledby", "dialog-title")
    document.body.append(dialog)
    let result
    const quiet = { ...context, alongside: undefined }
    const shown = show(
      dialog,
      {
        ...definition,
        enter: (page) => {
          page.close = (value) => {
            result = value
            dialog.close()
          }
          definition.enter?.(page)
        },
        view: (state, page) => html`
          <header class="dialog-head"><h2 id="dialog-title">${definition.title}</h2>
            <button type="button" class="quiet" data-action="dismiss" aria-label="Close">✕</button></header>
          <div class="dialog-body">${definition.view(state, page)}</div>
        `,
        actions: { ...definition.actions, dismiss: (page) => page.close() }
      },
      quiet,
      route
    )
    dialog.addEventListener("close", () => {
      shown.stop()
      dialog.remove()
      resolve(result)
    })
    dialog.showModal()
    dialog.querySelector("[autofocus]")?.focus()
  })

/** Asks before what can't be undone; names the thing. The focus begins at the way back. Gives whether it is meant. */
export const confirmed = (context, { title, text, verb }) =>
  openDialog(
    {
      title,
      state: {},
      view: () => html`
        <p class="prose">${text}</p>
        <footer class="dialog-foot"><button type="button" data-action="dismiss" autofocus>Cancel</button>
          <button type="button" class="primary" data-action="yes">${verb}</button></footer>
      `,
      actions: { yes: (page) => page.close(true) }
    },
    context
  )
