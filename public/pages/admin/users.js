import { confirmed } from "../../components/dialog.js"
import { skeleton } from "../../components/empty.js"
import { toast } from "../../components/toast.js"
import { moment } from "../../components/when.js"
import { request } from "../../lib/api.js"
import { count } from "../../lib/format.js"
import { html, on } from "../../lib/html.js"
import { openNewUser, openPassword } from "./userDialogs.js"

const find = (page, { dataset }) => page.state.items.find(({ id }) => `${id}` === dataset.user)

const row = (one, page) => {
  const own = one.id === page.context.user().id
  const trouble = page.state.trouble[one.id]
  return html`<tr data-key="${one.id}"><td><strong>${one.username}</strong>${own ? html` <span class="muted">you</span>` : null}${trouble === undefined ? null : html`<p class="field-error" role="alert">${trouble}</p>`}</td>
    <td><select aria-label="Role of ${one.username}" data-action="role" data-on="change" data-user="${one.id}">${["user", "admin"].map((role) => html`<option value="${role}" ${on("selected", role === one.role)}>${role}</option>`)}</select></td>
    <td class="muted">Since ${moment(one.created_at)}</td>
    <td class="end"><div class="acts"><button data-action="password" data-user="${one.id}">Set password<span class="sr"> of ${one.username}</span></button><button data-action="remove" data-user="${one.id}">Delete<span class="sr"> ${one.username}</span></button></div></td></tr>`
}

/** Tries a change; a refusal stands in the user's row until the next try. */
const attempt = async (page, one, change) => {
  const { [one.id]: _gone, ...rest } = page.state.trouble
  page.set({ trouble: rest })
  try {
    await change()
  } catch (error) {
    page.set({ trouble: { ...rest, [one.id]: error.message } })
    throw error
  } finally {
    page.refresh()
  }
}

/** Who may sign in. */
export const users = {
  title: "Users",
  state: { items: null, trouble: {} },
  read: async (page, signal) => {
    const { items } = await request("GET", "/api/users", { signal })
    if (JSON.stringify(items) !== JSON.stringify(page.state.items)) page.set({ items })
  },
  view: ({ items }, page) => html`
    <div class="heading"><h1>Users</h1><span class="muted">${items === null ? "" : count(items.length, "user")}</span><button class="primary" data-action="create">Add a user</button></div>
    ${items === null ? skeleton() : html`<table class="table"><caption>Users</caption><thead><tr><th>Name</th><th>Role</th><th>Since</th><th class="end"><span class="sr">Actions</span></th></tr></thead><tbody>${items.map((one) => row(one, page))}</tbody></table>`}
  `,
  actions: {
    create: async (page) => {
      const made = await openNewUser(page.context)
      if (made === undefined) return
      toast(`${made.username} can sign in now.`)
      page.refresh()
    },
    role: (page, select) => {
      const one = find(page, select)
      const role = select.value
      return attempt(page, one, async () => {
        try {
          await request("PUT", `/api/users/${one.id}`, { body: { role } })
          toast(`${one.username} is ${role} now.`)
        } catch (error) {
          select.value = one.role
          throw error
        }
      })
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
      await attempt(page, one, () => request("DELETE", `/api/users/${one.id}`))
      toast(`${one.username} was deleted.`)
    }
  }
}
