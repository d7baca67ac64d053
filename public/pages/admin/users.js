import { busyMark, troubleOf } from "../../components/acting.js"
import { confirmed } from "../../components/dialog.js"
import { skeleton } from "../../components/empty.js"
import { toast } from "../../components/toast.js"
import { moment } from "../../components/when.js"
import { request } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { count } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { remember } from "../../lib/who.js"
import { openNewUser, openPassword, openRename } from "./userDialogs.js"

const find = (page, { dataset }) => page.state.items.find(({ id }) => `${id}` === dataset.user)

const other = { admin: "user", user: "admin" }
const keyOf = (one) => `user ${one.id}`

const button = (page, one, action, label) =>
  html`<button data-action="${action}" data-user="${one.id}" ${busyMark(page.state, keyOf(one))}>${label}<span class="sr"> ${one.username}</span></button>`

/** A new password ends all sessions of its user: one's own is changed where that spares the present one. */
const acts = (page, one, own) => html`
  ${button(page, one, "role", one.role === "admin" ? "Make a user" : "Make an admin")}${button(page, one, "rename", "Rename")}
  ${own ? html`<a class="button" href="/profile">Your password</a>` : button(page, one, "password", "Set password")}${button(page, one, "remove", "Delete")}
`

const row = (one, page) => {
  const own = one.id === page.context.user().id
  return html`<tr data-key="${one.id}"><td><strong class="cell-name">${one.username}</strong>${own ? html` <span class="muted">you</span>` : null}${troubleOf(page.state, keyOf(one))}</td>
    <td>${one.role === "admin" ? "Admin" : "User"}</td>
    <td class="muted" data-label="Since">${moment(one.created_at)}</td>
    <td class="end"><div class="acts">${acts(page, one, own)}</div></td></tr>`
}

const change = async (page, one, method, body) => {
  await attempt(page, keyOf(one), () => request(method, `/api/users/${one.id}`, body === undefined ? {} : { body }))
}

/** Begins anew as whom the server knows the caller now. */
const becomeAnew = (page, change, to) => {
  remember({ ...page.context.user(), ...change })
  location.assign(to)
}

const giveUpAdmin = (page) =>
  confirmed(page.context, {
    title: "Stop being an admin?",
    text: "You no longer see the settings, the users and what others subscribe to. Only another admin can give it back.",
    verb: "Stop being an admin"
  })

/** Who may sign in. */
export const users = {
  title: "Users",
  state: { items: null, busy: null, trouble: null },
  read: async (page, signal) => {
    const { items } = await request("GET", "/api/users", { signal })
    items.sort((a, b) => a.username.localeCompare(b.username))
    if (JSON.stringify(items) !== JSON.stringify(page.state.items)) page.set({ items })
  },
  view: ({ items }, page) => html`
    <div class="heading"><h1>Users</h1><span class="muted">${items === null ? "" : count(items.length, "user")}</span><button class="primary" data-action="create">Add a user</button></div>
    ${items === null ? skeleton() : html`<table class="table" id="users"><caption>Users</caption><thead><tr><th>Name</th><th>Role</th><th>Since</th><th class="end"><span class="sr">Actions</span></th></tr></thead><tbody>${items.map((one) => row(one, page))}</tbody></table>`}
  `,
  actions: {
    create: async (page) => {
      const made = await openNewUser(page.context)
      if (made === undefined) return
      toast(`${made.username} can sign in now.`)
      page.refresh()
    },
    role: async (page, element) => {
      const one = find(page, element)
      const role = other[one.role]
      const own = one.id === page.context.user().id
      if (own && (await giveUpAdmin(page)) !== true) return
      await change(page, one, "PUT", { role })
      if (own) return becomeAnew(page, { role }, "/")
      page.refresh()
      toast(`${one.username} is ${role === "admin" ? "an admin" : "a user"} now.`)
    },
    rename: async (page, element) => {
      const one = find(page, element)
      const named = await openRename(page.context, one)
      if (named === undefined) return
      if (one.id === page.context.user().id) return becomeAnew(page, { username: named.username }, location.href)
      toast(`${one.username} is called ${named.username} now.`)
      page.refresh()
    },
    password: async (page, element) => {
      const one = find(page, element)
      if (await openPassword(page.context, one)) toast(`${one.username} has a new password; their sessions are over.`)
    },
    remove: async (page, element) => {
      const one = find(page, element)
      const meant = await confirmed(page.context, {
        title: `Delete ${one.username}?`,
        text: `${one.username} is signed out and loses all subscriptions; what nobody else subscribes to is no longer recorded. Recordings stay.`,
        verb: `Delete ${one.username}`
      })
      if (meant !== true) return
      await change(page, one, "DELETE")
      page.refresh()
      toast(`${one.username} was deleted.`)
    }
  }
}
