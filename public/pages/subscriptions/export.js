import { openDialog } from "../../components/dialog.js"
import { query } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"

const formats = [
  ["csv", "CSV", "for a spreadsheet"],
  ["json", "JSON", "for programs"]
]

const option = (name, value, label, chosen) =>
  html`<label class="choice"><input type="radio" name="${name}" value="${value}" data-action="${name}" data-on="change" ${on("checked", chosen)} /><span>${label}</span></label>`

/** Subscriptions as a file, which the import reads again. */
export const openExport = (context) =>
  openDialog(
    {
      title: "Export subscriptions",
      state: { format: "csv", mine: false },
      view: ({ format, mine }) => html`
        <p class="muted prose">What is subscribed to, with its posture; not the recordings. The import here or in another installation reads it.</p>
        <fieldset class="choices"><legend>Format</legend>${formats.map(([value, name, use]) => option("format", value, `${name}, ${use}`, value === format))}</fieldset>
        ${context.admin() ? html`<fieldset class="choices"><legend>Whose</legend>${option("whose", "all", "Everybody's", !mine)}${option("whose", "mine", "Mine", mine)}</fieldset>` : null}
        <footer class="dialog-foot"><button type="button" data-action="dismiss">Close</button>
          <a class="button primary" autofocus href="${query("/api/subscriptions/export", { format, user_id: mine ? context.user().id : "" })}" download="subscriptions.${format}">Download</a></footer>
      `,
      actions: {
        format: (page, { value }) => page.set({ format: value }),
        whose: (page, { value }) => page.set({ mine: value === "mine" })
      }
    },
    context
  )
