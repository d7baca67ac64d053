import { busyMark, troubleOf } from "../../components/acting.js"
import { openDialog } from "../../components/dialog.js"
import { empty, skeleton } from "../../components/empty.js"
import { toast } from "../../components/toast.js"
import { when } from "../../components/when.js"
import { query, request } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { html, on } from "../../lib/html.js"
import { changeText, titleOf } from "./settingPaths.js"

const change = ({ field, from, secret, to }, fields) => html`
  <li><strong>${titleOf(field, fields)}</strong> ${secret ? html`<span class="muted">changed; it is never shown</span>` : html`<del><span class="sr">from </span>${changeText(field, from, fields)}</del> <span aria-hidden="true">→</span> <ins><span class="sr">to </span>${changeText(field, to, fields)}</ins>`}</li>
`

const changes = (list, { fields }) => html`<ul class="diff">${list.map((one) => change(one, fields))}</ul>`

const compared = (state) => {
  const { chosen, detail } = state
  if (detail === null) return html`${skeleton(1)}`
  return html`<div class="compared"><p><strong>Restoring it would change:</strong></p>${detail.changes.length === 0 ? html`<p class="muted">Nothing: it is the same as what is in force.</p>` : changes(detail.changes, state)}
    <div><button class="primary" data-action="restore" ${busyMark(state, "restore")} ${on("aria-disabled", detail.changes.length === 0)}>Restore version ${chosen}</button></div>${troubleOf(state, "restore")}</div>`
}

const row = (one, state) => {
  const open = state.chosen === one.version
  const key = `compare ${one.version}`
  return html`
    <li class="panel" data-key="${one.version}"><div class="heading"><h3>Version ${one.version}</h3><span class="muted">${one.author}, ${when(one.at)}</span>
      ${one.version === state.current ? html`<span class="muted">In force</span>` : html`<button data-action="compare" data-version="${one.version}" aria-expanded="${open ? "true" : "false"}" ${busyMark(state, key)}>Compare with now<span class="sr">: version ${one.version}</span></button>`}</div>
      ${one.changes.length === 0 ? html`<p class="muted">Changed nothing.</p>` : changes(one.changes, state)}
      ${troubleOf(state, key)}${open ? compared(state) : null}</li>
  `
}

const more = (page) =>
  attempt(page, "more", async () => {
    const { items = [], next } = page.state
    const answer = await request("GET", query("/api/config/versions", { limit: 20, cursor: next }))
    page.set({ items: [...(items ?? []), ...answer.items], next: answer.next_cursor })
  })

const view = (state) => {
  if (state.items === null) {
    return state.trouble === null
      ? skeleton(3)
      : html`${troubleOf(state, "more")}<div><button data-action="more">Try again</button></div>`
  }
  if (state.items.length === 0) return empty("No versions yet", "Nothing was ever saved: the defaults are in force.")
  return html`<ul class="page" id="versions">${state.items.map((one) => row(one, state))}</ul>
    ${state.next === null ? null : html`<div><button data-action="more" ${busyMark(state, "more")}>Older versions</button>${troubleOf(state, "more")}</div>`}`
}

/**
 * The settings' past: what each version changed and what restoring it would. Gives the settings when one was restored.
 * `current` is the version in force, `fields` describe the settings.
 */
export const openVersions = (context, { current, fields }) =>
  openDialog(
    {
      title: "Versions of the settings",
      className: "dialog-wide",
      state: { items: null, next: null, chosen: null, detail: null, current, fields, busy: null, trouble: null },
      enter: (page) => more(page).catch((error) => context.failed(error)),
      view,
      actions: {
        more,
        compare: async (page, { dataset }) => {
          const chosen = Number(dataset.version)
          if (page.state.chosen === chosen) return page.set({ chosen: null })
          const detail = await attempt(page, `compare ${chosen}`, () =>
            request("GET", `/api/config/versions/${chosen}`)
          )
          page.set({ chosen, detail })
        },
        restore: async (page) => {
          const { chosen } = page.state
          const restored = await attempt(page, "restore", () =>
            request("POST", `/api/config/versions/${chosen}/restore`, { headers: { "if-match": `"${current}"` } })
          )
          page.close(restored)
          toast(`Version ${chosen} is in force again, as version ${restored.version}.`)
        }
      }
    },
    context
  )
