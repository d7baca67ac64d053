import { busyMark } from "../../components/acting.js"
import { openDialog } from "../../components/dialog.js"
import { settingInput } from "../../components/settingInput.js"
import { judge, misfitOf, valueOf } from "../../components/settingValue.js"
import { request } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"
import { byField } from "../../lib/refused.js"
import { keepFields } from "../storage/rules.js"

const misfits = (draft, fields) =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const why = misfitOf(field, draft[field.key])
      return why === undefined ? [] : [[field.key, why]]
    })
  )

/** What a subscriber asks to be kept for longer than the rules say. Gives it once it is saved. */
export const openKeeping = (context, { most_days: most, own }, route) => {
  const fields = keepFields(most)
  return openDialog(
    {
      title: "Keep recordings for longer",
      state: { draft: own, refused: {}, busy: null, form: undefined },
      view: (state) => html`<form class="dialog-form" data-action="save">
        <p class="muted prose">Of the rules and of all who ask, what keeps a recording longest counts. Nothing stays longer than ${most} days for this alone.</p>
        ${fields.map((field) => settingInput(field, { id: `keep-${field.key}`, value: state.draft[field.key], error: state.refused[field.key] }))}
        <p class="field-error" ${on("hidden", state.form === undefined)}>${state.form}</p>
        <footer class="dialog-foot"><button type="button" data-action="dismiss">Cancel</button><button class="primary" ${busyMark(state, "save")}>Save</button></footer></form>`,
      actions: {
        typed: async (page, element, event) => {
          const field = fields.find(({ key }) => key === element.name)
          const value = element.value.trim() === "" ? 0 : valueOf(field, element.value)
          page.set({ draft: { ...page.state.draft, [field.key]: value }, form: undefined })
          await judge(page, event, field.key, misfits(page.state.draft, fields)[field.key])
        },
        save: async (page) => {
          const { draft } = page.state
          const refused = misfits(draft, fields)
          page.set({ refused })
          if (Object.keys(refused).length > 0) return
          page.set({ busy: "save" })
          try {
            page.close(await request("PUT", route, { body: draft }))
          } catch (error) {
            const told = byField(error, (key) => fields.find((field) => field.key === key)?.title)
            page.set({ refused: told, form: Object.keys(told).length === 0 ? error.message : undefined })
            throw error
          } finally {
            page.set({ busy: null })
          }
        }
      }
    },
    context
  )
}
