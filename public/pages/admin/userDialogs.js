import { openDialog } from "../../components/dialog.js"
import { field } from "../../components/field.js"
import { request } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"

const passwordHelp = "At least 8 characters."

const submitting = async (page, send) => {
  page.set({ busy: true, refused: {} })
  try {
    page.close(await send())
  } catch (error) {
    const refused = Object.fromEntries(error.fields.map(({ field, message }) => [field, message]))
    page.set({ busy: false, refused: Object.keys(refused).length === 0 ? { form: error.message } : refused })
  }
}

const foot = ({ busy, refused }, verb) => html`
  <p class="field-error" role="alert" ${on("hidden", refused.form === undefined)}>${refused.form}</p>
  <footer class="dialog-foot"><button type="button" data-action="dismiss">Cancel</button><button class="primary" ${on('aria-disabled="true" aria-busy="true"', busy)}>${verb}</button></footer>
`

/** A new account. Gives it, or undefined. */
export const openNewUser = (context) =>
  openDialog(
    {
      title: "Add a user",
      state: { busy: false, refused: {} },
      view: (state) => html`<form class="dialog-form" data-action="create">
        ${field({ name: "new-name", label: "Name", required: true, error: state.refused.username, attrs: html`autofocus` })}
        ${field({ name: "new-password", label: "Password", type: "password", required: true, autocomplete: "new-password", help: passwordHelp, error: state.refused.password })}
        <div class="field"><label for="new-role">Role</label><select id="new-role" name="role"><option value="user">user</option><option value="admin">admin</option></select></div>
        ${foot(state, "Add")}</form>`,
      actions: {
        create: (page, form) => {
          const values = Object.fromEntries(new FormData(form))
          const body = { username: values["new-name"], password: values["new-password"], role: values.role }
          return submitting(page, () => request("POST", "/api/users", { body }))
        }
      }
    },
    context
  )

/** A new password for somebody. Gives true, or undefined. */
export const openPassword = (context, user) =>
  openDialog(
    {
      title: `New password for ${user.username}`,
      state: { busy: false, refused: {} },
      view: (
        state
      ) => html`<form class="dialog-form" data-action="save"><p class="muted prose">All sessions of ${user.username} end; they sign in with the new one.</p>
        ${field({ name: "new-password", label: "New password", type: "password", required: true, autocomplete: "new-password", help: passwordHelp, error: state.refused.password, attrs: html`autofocus` })}
        ${foot(state, "Set password")}</form>`,
      actions: {
        save: (page, form) =>
          submitting(page, async () => {
            await request("PUT", `/api/users/${user.id}`, { body: { password: form.elements["new-password"].value } })
            return true
          })
      }
    },
    context
  )
