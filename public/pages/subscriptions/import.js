import { openDialog } from "../../components/dialog.js"
import { toast } from "../../components/toast.js"
import { request } from "../../lib/api.js"
import { count } from "../../lib/format.js"
import { html, on } from "../../lib/html.js"

const outcomes = { created: "New", changed: "Changed", unchanged: "As it is", refused: "Refused" }

const preview = (answer) => {
  if (answer === null) return null
  return html`<div id="preview" role="status"><p><strong>${count(answer.created, "new one", "new")}, ${answer.changed} changed, ${answer.unchanged} as ${answer.unchanged === 1 ? "it is" : "they are"}, ${answer.refused} refused.</strong> ${answer.starts === 0 ? "No recorder starts." : `${count(answer.starts, "recorder")} will start.`}</p>
    <ul class="lines">${answer.results
      .slice(0, 50)
      .map(
        (one) =>
          html`<li class="line"><span class="mono">${one.input}</span><span class="push ${one.outcome === "refused" ? "field-error" : "muted"}">${outcomes[one.outcome]}${one.error === null ? "" : `: ${one.error}`}</span></li>`
      )}</ul></div>`
}

/** Names have no commas, so that a line with one is a table's; in an address there may be some. */
const isTable = (text) => /^(?!https?:)[^\n,]+,/i.test(text.trimStart())

/** How a text is sent, by what it looks like: JSON, CSV or plain lines. */
export const asSent = (text) => {
  if (text.trimStart().startsWith("{")) return { body: JSON.parse(text) }
  return { text, headers: isTable(text) ? { "content-type": "text/csv" } : {} }
}

/**
 * Subscriptions from a list or a file: first what would happen, then that. `given` is a list that is there already. Gives whether
 * anything was imported.
 */
export const openImport = (context, given = "") =>
  openDialog(
    {
      title: "Import subscriptions",
      className: "dialog-wide",
      state: { answer: null, text: given, busy: false, paused: false },
      enter: (page) => given !== "" && send(page, true).catch(context.failed),
      view: ({ answer, busy, paused, text }) => html`
        <form class="dialog-form" data-action="look">
          <p class="muted prose">One source a line: an address or driver/name; or CSV or JSON as it was exported.</p>
          <div class="field"><label for="lines">Sources</label><textarea id="lines" rows="8" class="mono" autofocus data-action="typed" data-on="input" required value="${given}"></textarea></div>
          <div class="field"><label for="file">Or a file</label><input id="file" type="file" accept=".txt,.csv,.json" data-action="file" data-on="change" /></div>
          <label class="choice"><input type="checkbox" id="paused" data-action="pausing" data-on="change" ${on("checked", paused)} />Add them paused, where a line doesn't say otherwise</label>
          ${preview(answer)}
          <footer class="dialog-foot"><button type="button" data-action="dismiss">Cancel</button>
            <button ${on("aria-disabled", busy || text === "")}>Check</button>
            <button type="button" class="primary" data-action="import" ${on("aria-disabled", busy || answer === null || answer.created + answer.changed === 0)}>Import</button></footer>
        </form>
      `,
      actions: {
        typed: (page, area) => page.set({ text: area.value, answer: null }),
        file: async (page, input) => {
          const text = (await input.files[0]?.text()) ?? ""
          page.root.querySelector("#lines").value = text
          page.set({ text, answer: null })
        },
        pausing: (page, box) => page.set({ paused: box.checked, answer: null }),
        look: (page) => send(page, true),
        import: async (page) => {
          const answer = await send(page, false)
          toast(`${count(answer.created + answer.changed, "subscription")} imported.`)
          page.close(true)
        }
      }
    },
    context
  )

const send = async (page, dry) => {
  const { paused, text } = page.state
  page.set({ busy: true })
  try {
    const answer = await request(
      "POST",
      `/api/subscriptions/import?dry_run=${dry ? 1 : 0}&posture=${paused ? "paused" : "active"}`,
      asSent(text)
    )
    page.set({ answer })
    return answer
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`This is not valid JSON: ${error.message}`)
    throw error
  } finally {
    page.set({ busy: false })
  }
}
