import { busyMark, troubleOf } from "../../components/acting.js"
import { confirmed } from "../../components/dialog.js"
import { empty, skeleton } from "../../components/empty.js"
import { pager, turning } from "../../components/pager.js"
import { toast } from "../../components/toast.js"
import { moment } from "../../components/when.js"
import { query, request } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { count } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { addressOf, rewrite } from "../../lib/router.js"
import { remember } from "../../lib/session.js"
import { openNewUser, openPassword, openRename } from "./userDialogs.js"

const find = (page, { dataset }) => page.state.items.find(({ id }) => `${id}` === dataset.user)

const other = { admin: "user", user: "admin" }
const keyOf = (one) => `user ${one.id}`

const button = (page, one, action, label) =>
  html`<button data-action="${action}" data-user="${one.id}" ${busyMark(page.state, keyOf(one))}>${label}<span class="sr"> ${one.username}</span></button>`

/** A new password ends all sessions of its user: one's own is changed where that spares the present one. */
const acts = (page, one, own) => html`
  ${button(page, one, "role", one.role === "admin" ? "Make a plain user" : "Make an admin")}${button(page, one, "rename", "Rename")}
  ${own ? html`<a class="button" href="/profile">Your password</a>` : button(page, one, "password", "Set password")}${button(page, one, "remove", "Delete")}
`

const row = (one, page) => {
  const own = one.id === page.context.user().id
  return html`<tr data-key="${one.id}"><td><strong class="cell-name">${one.username}</strong>${own ? html` <span class="muted">you</span>` : null}${troubleOf(page.state, keyOf(one))}</td>
    <td>${one.role === "admin" ? "Admin" : "User"}</td>
    <td class="muted cell-line" data-label="Since">${moment(one.created_at)}</td>
    <td class="end"><div class="acts">${acts(page, one, own)}</div></td></tr>`
}

const change = async (page, one, method, body) => {
  await attempt(page, keyOf(one), () => request(method, `/api/users/${one.id}`, body === undefined ? {} : { body }))
}

/** Begins anew as whom the server knows the caller now. */
const becomeAnew = (page, change, to) => {
  remember({ ...page.context.user(), ...change })
  location.assign(addressOf(to))
}

const makeAdmin = (page, name) =>
  confirmed(page.context, {
    title: `Make ${name} an admin?`,
    text: `${name} then sees and changes everything here: settings, all users and their subscriptions, all recordings. Another admin can take it back.`,
    verb: `Make ${name} an admin`
  })

const giveUpAdmin = (page) =>
  confirmed(page.context, {
    title: "Stop being an admin?",
    text: "You no longer see the settings, the users and what others subscribe to. Only another admin can give it back.",
    verb: "Stop being an admin"
  })

const size = 100

const address = ({ cursors, q, role }) => query("/api/users", { q, role, cursor: cursors.at(-1), limit: size })

const narrow = (page, change) => {
  page.set({ ...change, cursors: [] })
  const { q, role } = page.state
  rewrite(query("/admin/users", { q, role }))
  page.refresh()
}

const roles = [
  ["", "All"],
  ["admin", "Admins"],
  ["user", "Users"]
]

const chip = ([role, title], state) => {
  const { admin, user } = state.counts
  const many = role === "" ? admin + user : state.counts[role]
  return html`<button class="chip" data-key="${role}" data-action="narrow" data-role="${role}" aria-pressed="${role === state.role ? "true" : "false"}"><span>${title}</span><span class="number">${many.toLocaleString()}</span></button>`
}

const filters = (state) => html`
  <div class="bar" role="search"><div class="field"><label for="q">Search</label><input id="q" type="search" autocomplete="off" value="${state.q}" placeholder="Part of a name" data-action="search" data-on="input" /></div></div>
  <div class="chips" role="group" aria-label="Show only these">${state.items === null ? null : roles.map((one) => chip(one, state))}</div>
`

const list = (page) => {
  const { items } = page.state
  if (items === null) return skeleton()
  if (items.length === 0) {
    return empty(
      "Nobody fits",
      "No user fits this search and this filter.",
      html`<button data-action="everybody">Show everybody</button>`
    )
  }
  return html`<table class="table" id="users"><caption>Users</caption><thead><tr><th>Name</th><th>Role</th><th>Since</th><th class="end"><span class="sr">Actions</span></th></tr></thead><tbody>${items.map((one) => row(one, page))}</tbody></table>`
}

/** Who may sign in. */
export const users = {
  title: "Users",
  state: ({ search }) => ({
    items: null,
    total: 0,
    counts: { admin: 0, user: 0 },
    nextCursor: null,
    cursors: [],
    q: search.get("q") ?? "",
    role: other[search.get("role")] === undefined ? "" : search.get("role"),
    busy: null,
    trouble: null
  }),
  read: async (page, signal) => {
    const wanted = address(page.state)
    const answer = await request("GET", wanted, { signal })
    if (wanted !== address(page.state)) return
    const { counts, items, next_cursor: nextCursor, total } = answer
    const found = { items, total, nextCursor, counts: counts.role }
    const { state } = page
    const shown = { items: state.items, total: state.total, nextCursor: state.nextCursor, counts: state.counts }
    if (JSON.stringify(found) !== JSON.stringify(shown)) page.set(found)
  },
  view: (state, page) => html`
    <div class="heading"><h1>Users</h1><span class="muted number">${state.items === null ? "" : count(state.total, "user")}</span><button class="primary" data-action="create">Add a user</button></div>
    ${filters(state)}${list(page)}${pager(state, size)}
  `,
  actions: {
    search: (page, { value }) => narrow(page, { q: value.trim() }),
    narrow: (page, { dataset }) => narrow(page, { role: dataset.role }),
    everybody: (page) => {
      page.root.querySelector("#q").value = ""
      narrow(page, { q: "", role: "" })
    },
    ...turning(),
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
      if (role === "admin" && (await makeAdmin(page, one.username)) !== true) return
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
