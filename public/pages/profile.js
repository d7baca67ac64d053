import { busyMark, troubleOf } from "../components/acting.js"
import { skeleton } from "../components/empty.js"
import { field } from "../components/field.js"
import { theme } from "../components/frame.js"
import { toast } from "../components/toast.js"
import { when } from "../components/when.js"
import { request } from "../lib/api.js"
import { attempt } from "../lib/attempt.js"
import { count } from "../lib/format.js"
import { html, on } from "../lib/html.js"
import { byField } from "../lib/refused.js"

const names = { Edg: "Edge", OPR: "Opera", Firefox: "Firefox", Chrome: "Chrome", Safari: "Safari", curl: "curl" }

const browser = (agent) => {
  if (agent === null) return "Unknown browser"
  const name = /Edg|OPR|Firefox|Chrome|Safari|curl/.exec(agent)?.[0]
  const system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(agent)?.[0]
  const shown = names[name] ?? agent.slice(0, 40)
  return system === undefined ? shown : `${shown} on ${system.replace("Mac OS X", "macOS")}`
}

const session = (one, state) => {
  const key = `session ${one.id}`
  return html`
    <li class="line" data-key="${one.id}"><span title="${one.user_agent}">${browser(one.user_agent)}</span><span class="muted">${one.address}</span>
      <span class="muted">Signed in ${when(one.created_at)}${one.renewed_at === null ? null : html`, last seen ${when(one.renewed_at)}`}</span>
      <span class="push">${one.current ? html`<strong>This one</strong>` : html`<button data-action="end" data-session="${one.id}" ${busyMark(state, key)}>End<span class="sr"> the session of ${browser(one.user_agent)}</span></button>`}</span>${troubleOf(state, key)}</li>
  `
}

const titles = { current_password: "Current password", new_password: "New password" }

const refusals = (error) => {
  const found = byField(error, (field) => titles[field])
  return Object.keys(found).length === 0 ? { current_password: error.message } : found
}

const passwordForm = (state) => html`
  <section class="band" aria-labelledby="password-title"><h2 id="password-title">Password</h2>
    <form class="settings panel" data-action="change">
      ${field({ name: "current", label: "Current password", type: state.seen ? "text" : "password", required: true, autocomplete: "current-password", error: state.refused.current_password })}
      ${field({ name: "fresh", label: "New password", type: state.seen ? "text" : "password", required: true, autocomplete: "new-password", help: "At least 8 characters, at most 72 bytes, and nothing that everybody tries first. Your other sessions end.", error: state.refused.new_password })}
      <label class="choice"><input type="checkbox" data-action="reveal" data-on="change" ${on("checked", state.seen)} />Show passwords</label>
      <div><button class="primary" ${busyMark(state, "password")}>Change password</button></div>
    </form></section>
`

const looks = { system: "System", light: "Light", dark: "Dark" }

const themes = () => html`
  <section class="band" aria-labelledby="look-title"><h2 id="look-title">Theme</h2>
    <div class="panel chips" role="radiogroup" aria-labelledby="look-title">${Object.entries(looks).map(([name, title]) => html`<label class="choice"><input type="radio" name="look" value="${name}" data-set="theme" ${on("checked", name === theme())} /><span>${title}</span></label>`)}</div></section>
`

const sessionsView = (state) => html`
  <section class="band" aria-labelledby="sessions-title"><div class="heading"><h2 id="sessions-title">Sessions</h2>${state.sessions !== null && state.sessions.length > 1 ? html`<button data-action="endOthers" ${busyMark(state, "others")}>End all others</button>` : null}</div>
    ${troubleOf(state, "others")}${state.sessions === null ? skeleton(2) : html`<ul class="lines" id="sessions">${state.sessions.map((one) => session(one, state))}</ul>`}</section>
`

/** One's own account: password, theme and sessions. */
export const profile = {
  title: "Profile",
  state: { sessions: null, busy: null, trouble: null, refused: {}, seen: false },
  read: async (page, signal) => {
    const { items } = await request("GET", "/api/me/sessions", { signal })
    if (JSON.stringify(items) !== JSON.stringify(page.state.sessions)) page.set({ sessions: items })
  },
  view: (state, page) => {
    const { role, username } = page.context.user()
    return html`<div class="heading"><h1>Profile</h1><span class="muted">${username} · Role: ${role}</span></div>
      ${passwordForm(state)}${themes()}${sessionsView(state)}`
  },
  actions: {
    reveal: (page, { checked }) => page.set({ seen: checked }),
    change: async (page, form) => {
      const body = { current_password: form.elements.current.value, new_password: form.elements.fresh.value }
      page.set({ refused: {} })
      try {
        await attempt(page, "password", () => request("POST", "/api/me/change-password", { body }))
        form.reset()
        page.set({ seen: false })
        toast("Your password is changed; your other sessions are over.")
      } catch (error) {
        page.set({ refused: refusals(error) })
        await Promise.resolve()
        page.root.querySelector('[aria-invalid="true"]')?.focus()
        throw error
      } finally {
        page.refresh()
      }
    },
    end: async (page, { dataset }) => {
      try {
        const address = `/api/me/sessions/${encodeURIComponent(dataset.session)}`
        await attempt(page, `session ${dataset.session}`, () => request("DELETE", address))
        toast("The session is over.")
      } finally {
        page.refresh()
      }
    },
    endOthers: async (page) => {
      try {
        const { ended } = await attempt(page, "others", () => request("DELETE", "/api/me/sessions"))
        toast(`${count(ended, "session")} ended.`)
      } finally {
        page.refresh()
      }
    }
  }
}
