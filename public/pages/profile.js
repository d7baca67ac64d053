import { skeleton } from "../components/empty.js"
import { field } from "../components/field.js"
import { toast } from "../components/toast.js"
import { when } from "../components/when.js"
import { request } from "../lib/api.js"
import { count } from "../lib/format.js"
import { html, on } from "../lib/html.js"

const browser = (agent) => {
  if (agent === null) return "Unknown browser"
  const name = /Edg|OPR|Firefox|Chrome|Safari|curl/.exec(agent)?.[0] ?? agent.slice(0, 40)
  const system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(agent)?.[0]
  return system === undefined ? name : `${name} on ${system}`
}

const session = (one, busy) => html`
  <li class="line" data-key="${one.id}"><span title="${one.user_agent}">${browser(one.user_agent)}</span><span class="muted">${one.address}</span>
    <span class="muted">Signed in ${when(one.created_at)}${one.renewed_at === null ? null : html`, last seen ${when(one.renewed_at)}`}</span>
    <span class="push">${one.current ? html`<strong>This one</strong>` : html`<button data-action="end" data-session="${one.id}" ${on('aria-disabled="true" aria-busy="true"', busy === one.id)}>End<span class="sr"> the session of ${browser(one.user_agent)}</span></button>`}</span></li>
`

const refusals = ({ fields, message }) => {
  const known = Object.fromEntries(fields.map(({ field, message }) => [field, message]))
  return Object.keys(known).length === 0 ? { current_password: message } : known
}

/** One's own account: password and sessions. */
export const profile = {
  title: "Profile",
  state: { sessions: null, busy: null, refused: {} },
  read: async (page, signal) => {
    const { items } = await request("GET", "/api/me/sessions", { signal })
    if (JSON.stringify(items) !== JSON.stringify(page.state.sessions)) page.set({ sessions: items })
  },
  view: ({ busy, refused, sessions }, page) => html`
    <div class="heading"><h1>Profile</h1><span class="muted">${page.context.user().username}, ${page.context.user().role}</span></div>
    <section class="band" aria-labelledby="password-title"><h2 id="password-title">Password</h2>
      <form class="settings panel" data-action="change">
        ${field({ name: "current", label: "Current password", type: "password", required: true, autocomplete: "current-password", error: refused.current_password })}
        ${field({ name: "fresh", label: "New password", type: "password", required: true, autocomplete: "new-password", help: "At least 8 characters. Your other sessions end.", error: refused.new_password })}
        <div><button class="primary" ${on('aria-disabled="true" aria-busy="true"', busy === "password")}>Change password</button></div>
      </form></section>
    <section class="band" aria-labelledby="sessions-title"><div class="heading"><h2 id="sessions-title">Sessions</h2>${sessions !== null && sessions.length > 1 ? html`<button data-action="endOthers">End all others</button>` : null}</div>
      ${sessions === null ? skeleton(2) : html`<ul class="lines">${sessions.map((one) => session(one, busy))}</ul>`}</section>
  `,
  actions: {
    change: async (page, form) => {
      const body = { current_password: form.elements.current.value, new_password: form.elements.fresh.value }
      page.set({ busy: "password", refused: {} })
      try {
        await request("POST", "/api/me/change-password", { body })
        form.reset()
        toast("Your password is changed; your other sessions are over.")
      } catch (error) {
        if (error.fields !== undefined) page.set({ refused: refusals(error) })
        throw error
      } finally {
        page.set({ busy: null })
        page.refresh()
      }
    },
    end: async (page, { dataset }) => {
      page.set({ busy: dataset.session })
      try {
        await request("DELETE", `/api/me/sessions/${encodeURIComponent(dataset.session)}`)
        toast("The session is over.")
      } finally {
        page.set({ busy: null })
        page.refresh()
      }
    },
    endOthers: async (page) => {
      const { ended } = await request("DELETE", "/api/me/sessions")
      toast(`${count(ended, "session")} ended.`)
      page.refresh()
    }
  }
}
