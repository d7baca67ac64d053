import { busyMark } from "../../components/acting.js"
import { openDialog } from "../../components/dialog.js"
import { settingInput } from "../../components/settingInput.js"
import { judge, misfitOf, shownValue, valueOf } from "../../components/settingValue.js"
import { moment } from "../../components/when.js"
import { query, request } from "../../lib/api.js"
import { bytes, count } from "../../lib/format.js"
import { html, on } from "../../lib/html.js"
import { byField } from "../../lib/refused.js"
import { ruleFields } from "./rules.js"
import { saveRules } from "./saveRules.js"

/** What is typed, without what is left empty: that is inherited. */
const typed = ({ draft }) => Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== ""))

const misfits = ({ draft }, { fields, of }) =>
  Object.fromEntries(
    fields.flatMap((field) => {
      if (of.driver !== undefined && draft[field.key] === "") return []
      const why = misfitOf(field, draft[field.key])
      return why === undefined ? [] : [[field.key, why]]
    })
  )

const keyOf = ({ draft }) => JSON.stringify(draft)

/** Asks what would go by what is typed; gives whether that is shown now. */
const look = async (page, about) => {
  const refused = misfits(page.state, about)
  page.set({ refused })
  if (Object.keys(refused).length > 0) return false
  const key = keyOf(page.state)
  if (page.state.shownFor === key) return true
  const { recordings: _recordings, ...preview } = await request(
    "GET",
    query("/api/recordings/rules/preview", { ...about.of, ...typed(page.state) })
  )
  if (key !== keyOf(page.state)) return false
  page.set({ preview, shownFor: key })
  return true
}

const mostNamed = 5

const goes = ({ preview }, trash) => {
  if (preview === null) return html`<p class="muted">Looking at what would go.</p>`
  if (preview.count === 0)
    return html`<p>By these rules nothing goes now. What is being recorded, has a star or ended within the last hour stays in any case.</p>`
  const { bytes: size, count: many, oldest, sources } = preview
  const more = sources.length - mostNamed
  return html`<p><strong>${count(many, "recording")}, ${bytes(size)}, ${many === 1 ? "goes" : "go"} into the trash</strong> within ten minutes, and can be restored for ${trash}. The oldest is of ${moment(oldest)}.</p>
    <ul class="goes">${sources.slice(0, mostNamed).map((one) => html`<li data-key="${one.driver}/${one.username}">${one.driver}/${one.username}: <span class="number">${one.count}, ${bytes(one.bytes)}</span></li>`)}${more > 0 ? html`<li data-key="more">and of ${count(more, "more source", "more sources")}</li>` : null}</ul>`
}

const input = (field, { draft, refused }, { of, inherited }) =>
  settingInput(field, {
    id: `rule-${field.key}`,
    value: draft[field.key],
    error: refused[field.key],
    hint: of.driver === undefined ? null : `Empty: inherited, ${shownValue(field, inherited[field.key])}.`
  })

/**
 * Rules for everybody, a driver or a source as a form that says before it saves what would go: what goes was shown before, at the first press of
 * the button at the latest. Gives true once they are saved.
 */
export const openRules = (context, { config, inherited, of, rules, title, trash }) => {
  const fields = ruleFields(config)
  const about = { fields, inherited, of }
  return openDialog(
    {
      title,
      state: {
        draft: Object.fromEntries(fields.map(({ key }) => [key, rules[key] ?? ""])),
        refused: {},
        preview: null,
        shownFor: null,
        busy: null,
        form: undefined
      },
      enter: (page) => look(page, about).catch(context.failed),
      view: (state) => html`<form class="dialog-form" data-action="save">
        ${fields.map((field) => input(field, state, about))}
        <div id="goes" role="status">${goes(state, trash)}</div>
        <p class="field-error" ${on("hidden", state.form === undefined)}>${state.form}</p>
        <footer class="dialog-foot"><button type="button" data-action="dismiss">Cancel</button><button class="primary" ${busyMark(state, "save")}>${state.preview !== null && state.preview.count > 0 && state.shownFor === keyOf(state) ? `Save; ${count(state.preview.count, "recording")} ${state.preview.count === 1 ? "goes" : "go"}` : "Save"}</button></footer></form>`,
      actions: {
        typed: async (page, element, event) => {
          const field = fields.find(({ key }) => key === element.name)
          const isEmpty = element.value.trim() === ""
          const value = isEmpty && of.driver === undefined ? 0 : isEmpty ? "" : valueOf(field, element.value)
          page.set({ draft: { ...page.state.draft, [field.key]: value }, form: undefined })
          await judge(page, event, field.key, misfits(page.state, about)[field.key])
          if (event.type === "change") await look(page, about)
        },
        save: async (page) => {
          const wasShown = page.state.shownFor === keyOf(page.state)
          page.set({ busy: "save" })
          try {
            if (!(await look(page, about))) return
            if (!wasShown && page.state.preview.count > 0) return
            await saveRules(of, typed(page.state))
            page.close(true)
          } catch (error) {
            const refused = byField(error, (key) => fields.find((field) => key.endsWith(field.key))?.title)
            page.set({ refused, form: Object.keys(refused).length === 0 ? error.message : undefined })
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
