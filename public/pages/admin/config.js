import { skeleton } from "../../components/empty.js"
import { asText, fromText, settingInput } from "../../components/settingInput.js"
import { toast } from "../../components/toast.js"
import { when } from "../../components/when.js"
import { request } from "../../lib/api.js"
import { count } from "../../lib/format.js"
import { html, on } from "../../lib/html.js"
import { driversActions, driversView, typedForDriver } from "./driverOverrides.js"
import { openVersions } from "./versions.js"

const groups = {
  recording: ["Recording", "What recorders are started with. A driver or a source may have its own."],
  restarts: ["Restarts", "What happens when recorders fail."],
  supervision: ["Supervision", "How wishes and reality are compared."],
  storage: ["Storage", "Disk and history."],
  access: ["Access and sites", "Who sees what, and how pasted addresses are understood."]
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b)

/** The keys whose drafted value differs from the saved one. */
export const changedKeys = ({ config, draft }) =>
  Object.keys(draft).filter((key) => (key === "cookies" ? draft[key] !== "" : !same(draft[key], config.settings[key])))

const hintOf = (field, { config }) => {
  if (field.kind === "secret")
    return config.settings.cookies_set ? "There are some; leave it empty to keep them." : "There are none."
  if (same(config.settings[field.key], config.defaults[field.key])) return "This is the default."
  const text = asText(config.defaults[field.key])
  return `Default: ${text === "" ? "empty" : field.kind === "boolean" ? (text === "true" ? "yes" : "no") : text}.`
}

const one = (field, state, changed) => {
  const value =
    field.key in state.draft ? state.draft[field.key] : field.kind === "secret" ? "" : state.config.settings[field.key]
  return settingInput(field, {
    text: state.raw[field.key] ?? asText(value),
    error: state.refused[field.key],
    changed: changed.includes(field.key),
    hint: hintOf(field, state)
  })
}

const group = ([name, [title, help]], state, changed) => html`
  <fieldset class="settings-group" data-key="${name}"><legend><h2>${title}</h2></legend><p class="muted prose">${help}</p>
    ${state.config.fields.filter((field) => field.group === name).map((field) => one(field, state, changed))}</fieldset>
`

const saveBar = (state, changed) => {
  const { busy, config, conflict } = state
  if (conflict !== null) {
    return html`<div class="savebar" id="savebar" role="alert"><p class="prose">${conflict} Your changes are still here; look at theirs before you save again.</p>
      <button class="primary" data-action="rebase">Load theirs, keep my changes</button></div>`
  }
  if (changed.length === 0) return null
  const fields = changed.map((key) => config.fields.find((field) => field.key === key)?.title ?? "Drivers")
  const waits = changed.some((key) => config.fields.find((field) => field.key === key)?.restarts ?? key === "drivers")
  return html`<div class="savebar" id="savebar" role="group" aria-label="Unsaved changes"><p class="prose"><strong>${count(changed.length, "change")}:</strong> ${fields.join(", ")}. ${waits ? `Running recorders (${state.running}) get it when they are restarted.` : "In force at once."}</p>
    <button data-action="discard">Discard</button><button class="primary" data-action="save" ${on('aria-disabled="true" aria-busy="true"', busy)}>${busy ? "Saving…" : "Save"}</button></div>`
}

const outdated = ({ config }) =>
  config.outdated_runs === 0
    ? null
    : html`<p class="banner outdated" id="outdated">${count(config.outdated_runs, "recorder")} still ${config.outdated_runs === 1 ? "runs" : "run"} on old settings. <button data-action="restart">Restart ${config.outdated_runs === 1 ? "it" : "them"}</button></p>`

const take = (page, config) => page.set({ config })

/** The settings, as a form made from their description. */
export const config = {
  title: "Settings",
  state: { config: null, draft: {}, raw: {}, refused: {}, busy: false, conflict: null, running: 0, driver: "" },

  read: async (page, signal) => {
    const config = await request("GET", "/api/config", { signal })
    const { counts } = await request("GET", "/api/sources?limit=1", { signal })
    const running = (counts.status.recording ?? 0) + (counts.status.waiting ?? 0) + (counts.status.stalled ?? 0)
    if (
      page.state.config === null ||
      config.version === page.state.config.version ||
      changedKeys(page.state).length === 0
    ) {
      if (!same(config, page.state.config)) take(page, config)
    }
    page.set({ running })
  },

  view: (state) => {
    if (state.config === null) return html`<h1>Settings</h1>${skeleton(8)}`
    const changed = changedKeys(state)
    const { config } = state
    return html`<div class="heading"><h1>Settings</h1><span class="muted">${config.version === 0 ? "Defaults; nothing was ever saved" : html`Version ${config.version}, ${config.author}, ${when(config.at)}`}</span><button data-action="versions">Versions…</button></div>
      ${outdated(state)}<form class="settings" data-action="save">${Object.entries(groups).map((entry) => group(entry, state, changed))}${driversView(state)}${saveBar(state, changed)}</form>`
  },

  actions: {
    ...driversActions,
    typed: (page, input) => {
      if (typedForDriver(page, input)) return
      const field = page.state.config.fields.find(({ key }) => key === input.name)
      const value = field.kind === "boolean" ? input.value === "true" : fromText(field, input.value)
      page.set({
        draft: { ...page.state.draft, [field.key]: value },
        raw: { ...page.state.raw, [field.key]: input.value }
      })
    },
    discard: (page) => {
      page.set({ draft: {}, raw: {}, refused: {} })
      for (const field of page.state.config.fields) {
        const input = page.root.querySelector(`#set-${field.key}`)
        if (input !== null) input.value = field.kind === "secret" ? "" : asText(page.state.config.settings[field.key])
      }
    },
    save: async (page) => {
      const { config, draft } = page.state
      const changes = Object.fromEntries(changedKeys(page.state).map((key) => [key, draft[key]]))
      page.set({ busy: true, refused: {} })
      try {
        const saved = await request("PUT", "/api/config", {
          body: { ...config.settings, ...changes },
          headers: { "if-match": `"${config.version}"` }
        })
        page.set({ config: saved, draft: {}, raw: {} })
        toast(`Saved as version ${saved.version}.`)
      } catch (error) {
        if (error.code === "settings_changed") return page.set({ conflict: error.message })
        page.set({
          refused: Object.fromEntries(error.fields.map(({ field, message }) => [field.split(".")[0], message]))
        })
        page.root.querySelector('[aria-invalid="true"]')?.focus()
        throw error
      } finally {
        page.set({ busy: false })
      }
    },
    rebase: async (page) => {
      take(page, await request("GET", "/api/config"))
      page.set({ conflict: null })
    },
    restart: async (page) => {
      const { restarting } = await request("POST", "/api/sources/restart", { body: { only: "outdated" } })
      toast(`${count(restarting, "recorder")} are being restarted, one after another.`)
      page.refresh()
    },
    versions: async (page) => {
      const restored = await openVersions(page.context, page.state.config.version)
      if (restored !== undefined) page.set({ config: restored, draft: {}, raw: {}, refused: {} })
    }
  }
}
