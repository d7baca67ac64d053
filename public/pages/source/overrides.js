import { asText, fromText, settingInput } from "../../components/settingInput.js"
import { toast } from "../../components/toast.js"
import { request } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"
import { path } from "../../lib/router.js"

const route = ({ route: { params } }) => path("api", "sources", params.driver, params.username, "overrides")

const shownValue = (key, value, settings) =>
  key === "cookies" ? (settings.cookies_set ? "set" : "none") : value === "" ? "empty" : value

const told = (inherited, effective) =>
  inherited === effective
    ? `Inherited and in effect: ${effective}.`
    : `Inherited: ${inherited}. In effect: ${effective}.`

const one = (field, { draft, overrides, overrideErrors }) => {
  const { effective, inherited } = overrides
  const own = field.key in draft
  const text = own ? asText(draft[field.key]) : field.key === "cookies" ? "" : asText(inherited[field.key])
  return html`<div class="override" data-key="${field.key}">
    <label class="choice"><input type="checkbox" data-action="own" data-on="change" data-setting="${field.key}" ${on("checked", own)} />Own value<span class="sr"> for ${field.title}</span></label>
    ${settingInput(field, { id: `own-${field.key}`, text, off: !own, error: overrideErrors[field.key], hint: told(shownValue(field.key, inherited[field.key], inherited), shownValue(field.key, effective[field.key], effective)) })}</div>`
}

/** The source's own settings: inherit or override, with what is in effect. */
export const overridesView = (state) => {
  if (state.overrides === null || state.fields === null) return html`<p class="muted">Reading…</p>`
  return html`<form class="settings" data-action="saveOverrides"><p class="muted prose">What is not set here comes from the driver's or the general settings. A change reaches a running recorder when it is restarted.</p>
    ${state.fields.map((field) => one(field, state))}
    <div class="chips"><button class="primary" ${on('aria-disabled="true" aria-busy="true"', state.busy === "overrides")}>Save</button></div></form>`
}

const draftOf = ({ cookies_set, ...own }) => ({ ...own, ...(cookies_set && { cookies: "" }) })

export const readOverrides = async (page, signal) => {
  if (page.state.overrides !== null) return
  const [overrides, { fields }] = [
    await request("GET", route(page), { signal }),
    await request("GET", "/api/config", { signal })
  ]
  page.set({ overrides, draft: draftOf(overrides.own), fields: fields.filter(({ overridable }) => overridable) })
}

export const overridesActions = {
  own: (page, { checked, dataset }) => {
    const { [dataset.setting]: _gone, ...rest } = page.state.draft
    const inherited = page.state.overrides.inherited[dataset.setting] ?? ""
    page.set({ draft: checked ? { ...rest, [dataset.setting]: inherited } : rest })
  },
  typed: (page, input) => {
    const field = page.state.fields.find(({ key }) => key === input.name)
    page.set({ draft: { ...page.state.draft, [field.key]: fromText(field, input.value) } })
  },
  saveOverrides: async (page) => {
    const { draft, overrides } = page.state
    const { cookies, ...rest } = draft
    const secret =
      cookies === undefined ? (overrides.own.cookies_set ? { cookies: null } : {}) : cookies === "" ? {} : { cookies }
    page.set({ busy: "overrides", overrideErrors: {} })
    try {
      const saved = await request("PUT", route(page), { body: { ...rest, ...secret } })
      page.set({ overrides: saved, draft: draftOf(saved.own) })
      toast("Saved. A running recorder gets it when it is restarted.")
    } catch (error) {
      page.set({
        overrideErrors: Object.fromEntries((error.fields ?? []).map(({ field, message }) => [field, message]))
      })
      throw error
    } finally {
      page.set({ busy: null })
    }
  }
}
