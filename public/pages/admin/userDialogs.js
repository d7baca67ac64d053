import { busyMark } from "../../components/acting.js"
import { openDialog } from "../../components/dialog.js"
import { submitting } from "../../components/dialogForm.js"
import { field } from "../../components/field.js"
import { request } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"

const titles = { username: "Name", password: "Password" }

const nameField = ({ refused }, value) =>
  field({
    name: "new-name",
    label: "Name",
    value,
    required: true,
    error: refused.username,
    attrs: on("autofocus", true)
  })

const passwordField = ({ refused, seen }, { label, attrs }) => html`
  ${field({ name: "new-password", label, type: seen ? "text" : "password", required: true, autocomplete: "new-password", help: "At least 8 characters, at most 72 bytes, and nothing that everybody tries first.", error: refused.password, attrs })}
  <label class="choice"><input type="checkbox" data-action="reveal" data-on="change" ${on("checked", seen)} />Show password</label>
`

const foot = (state, verb) => html`
  <p class="field-error" ${on("hidden", state.refused.form === undefined)}>${state.refused.form}</p>
  <footer class="dialog-foot"><button type="button" data-action="dismiss">Cancel</button><button class="primary" ${busyMark(state, "send")}>${verb}</button></footer>
`

const form = (context, { title, view, send }) =>
  openDialog(
    {
      title,
      state: { busy: null, refused: {}, seen: false },
      view: (state) => html`<form class="dialog-form" data-action="send">${view(state)}</form>`,
      actions: {
        reveal: (page, { checked }) => page.set({ seen: checked }),
        send: (page, element) =>
          submitting(page, () => send(Object.fromEntries(new FormData(element))), { taken: "username_taken", titles })
      }
    },
    context
  )

/** A new account. Gives it, or undefined. */
export const openNewUser = (context) =>
  form(context, {
    title: "Add a user",
    view: (state) => html`${nameField(state, "")}${passwordField(state, { label: "Password" })}
      <div class="field"><label for="new-role">Role</label><select id="new-role" name="role" aria-describedby="new-role-help"><option value="user">User</option><option value="admin">Admin</option></select>
        <p class="help" id="new-role-help">Admins see everything, change the settings and manage users.</p></div>${foot(state, "Add")}`,
    send: (values) =>
      request("POST", "/api/users", {
        body: { username: values["new-name"], password: values["new-password"], role: values.role }
      })
  })

/** Another name for somebody. Gives the account, or undefined. */
export const openRename = (context, user) =>
  form(context, {
    title: `Rename ${user.username}`,
    view: (state) => html`${nameField(state, user.username)}
      <p class="muted prose">Subscriptions, password and sessions stay. From now on the new name signs in.</p>${foot(state, "Rename")}`,
    send: (values) => request("PUT", `/api/users/${user.id}`, { body: { username: values["new-name"] } })
  })

/** A new password for somebody. Gives true, or undefined. */
export const openPassword = (context, user) =>
  form(context, {
    title: `New password for ${user.username}`,
    view: (
      state
    ) => html`<p class="muted prose">All sessions of ${user.username} end; they sign in with the new one.</p>
      ${passwordField(state, { label: "New password", attrs: on("autofocus", true) })}${foot(state, "Set password")}`,
    send: async (values) => {
      await request("PUT", `/api/users/${user.id}`, { body: { password: values["new-password"] } })
      return true
    }
  })
