import { openDialog } from "../../components/dialog.js"
import { toast } from "../../components/toast.js"
import { request } from "../../lib/api.js"
import { count } from "../../lib/format.js"
import { html, on } from "../../lib/html.js"

const outcomes = { created: "New", changed: "Changed", unchanged: "As it is", refused: "Refused" }

const told = ({ error, input, line, outcome }) =>
  html`<li class="line"><span class="muted number">${line}</span><span class="mono">${input}</span><span class="push ${outcome === "refused" ? "field-error" : "muted"}">${outcomes[outcome]}${error === null ? "" : `: ${error}`}</span></li>`

/** So many lines are told one by one: first those that somebody has to mend. */
const toldSingly = 50

const preview = (answer) => {
  if (answer === null) return null
  const { changed, created, refused, results, starts, unchanged } = answer
  const lines = [...results.filter(isRefused), ...results.filter((one) => !isRefused(one))]
  const rest = lines.length - toldSingly
  return html`<div id="preview" role="status"><p><strong>${count(created, "new one", "new")}, ${changed} changed, ${unchanged} as ${unchanged === 1 ? "it is" : "they are"}, ${refused} refused.</strong> ${starts === 0 ? "No recorder starts." : `${count(starts, "recorder")} will start.`}</p>
    <ul class="lines">${lines.slice(0, toldSingly).map(told)}</ul>${rest > 0 ? html`<p class="muted">${count(rest, "more line", "more lines")}</p>` : null}</div>`
}

const isRefused = ({ outcome }) => outcome === "refused"

/** How a text is sent: JSON as such, anything else as it is; what it is written as is for the server to see. */
export const asSent = (text) => (text.trimStart().startsWith("{") ? { body: JSON.parse(text) } : { text })

/** A file's text. Spreadsheets that write UTF-16 say so by its first two bytes. */
const textOf = async (file) => {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const [first, second] = bytes
  const wide = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8"
  return new TextDecoder(wide).decode(bytes)
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
          <p class="muted prose">One source a line: an address or driver/name. Or a table as spreadsheets save it, a list of a player (M3U), or JSON as it was exported.</p>
          <div class="field"><label for="lines">Sources</label><textarea id="lines" rows="8" class="mono" autofocus data-action="typed" data-on="input" required value="${given}"></textarea></div>
          <div class="field"><label for="file">Or a file</label><input id="file" type="file" accept=".txt,.csv,.tsv,.json,.m3u,.m3u8" data-action="file" data-on="change" /></div>
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
          const text = input.files.length === 0 ? "" : await textOf(input.files[0])
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
