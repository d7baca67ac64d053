import { openDialog } from "../../components/dialog.js"
import { toast } from "../../components/toast.js"
import { when } from "../../components/when.js"
import { request } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"

const value = (text, secret) => (secret ? "secret" : (text ?? "absent"))

const changes = (list) =>
  html`<ul class="diff">${list.map(({ field, from, secret, to }) => html`<li><span class="mono">${field}</span> <del>${value(from, secret)}</del> → <ins>${value(to, secret)}</ins></li>`)}</ul>`

const row = (one, { chosen, current, detail }) => html`
  <li class="panel" data-key="${one.version}"><div class="heading"><strong>Version ${one.version}</strong><span class="muted">${one.author}, ${when(one.at)}</span>
    ${one.version === current ? html`<span class="muted">In force</span>` : html`<button data-action="compare" data-version="${one.version}" aria-expanded="${chosen === one.version ? "true" : "false"}">Compare with now</button>`}</div>
    ${one.changes.length === 0 ? html`<p class="muted">Changed nothing.</p>` : changes(one.changes)}
    ${chosen === one.version && detail !== null ? html`<div class="page"><p><strong>Restoring it would change:</strong></p>${detail.changes.length === 0 ? html`<p class="muted">Nothing.</p>` : changes(detail.changes)}<div><button class="primary" data-action="restore" data-version="${one.version}" ${on('aria-disabled="true"', detail.changes.length === 0)}>Restore version ${one.version}</button></div></div>` : null}</li>
`

/** The settings' past: what each version changed, what restoring it would. Gives the settings when one was restored. */
export const openVersions = (context, current) =>
  openDialog(
    {
      title: "Versions of the settings",
      className: "dialog-wide",
      state: { items: null, chosen: null, detail: null, current },
      enter: (page) =>
        request("GET", "/api/config/versions?limit=50")
          .then(({ items }) => page.set({ items }))
          .catch((error) => context.failed(error)),
      view: (state) =>
        state.items === null
          ? html`<p class="muted">Reading…</p>`
          : state.items.length === 0
            ? html`<p class="muted">Nothing was ever saved: the defaults are in force.</p>`
            : html`<ul class="page">${state.items.map((one) => row(one, state))}</ul>`,
      actions: {
        compare: async (page, { dataset }) => {
          const chosen = Number(dataset.version)
          if (page.state.chosen === chosen) return page.set({ chosen: null })
          page.set({ chosen, detail: null })
          page.set({ detail: await request("GET", `/api/config/versions/${chosen}`) })
        },
        restore: async (page, { dataset }) => {
          const restored = await request("POST", `/api/config/versions/${dataset.version}/restore`, {
            headers: { "if-match": `"${current}"` }
          })
          toast(`Version ${dataset.version} is in force again, as version ${restored.version}.`)
          page.close(restored)
        }
      }
    },
    context
  )
