import { toast } from "../../components/toast.js"
import { request } from "../../lib/api.js"
import { count } from "../../lib/format.js"
import { html, on } from "../../lib/html.js"
import { notDone } from "../../lib/refused.js"
import { exportChosen } from "./exports.js"

const several = (n) => count(n, "recording")

const said = {
  keep: "kept: no rule deletes them",
  unkeep: "no longer kept",
  seen: "marked as seen",
  unseen: "marked as not seen",
  delete: "deleted; in the trash until erased for good",
  restore: "back from the trash"
}

const left = {
  open: (n) => `${several(n)} still being recorded ${n === 1 ? "was" : "were"} left alone.`,
  kept: (n) => `${several(n)} kept ${n === 1 ? "was" : "were"} left alone.`,
  not_found: (n) => `${several(n)} ${n === 1 ? "is" : "are"} no longer there.`,
  forbidden: (n) => `${several(n)} you may not change.`
}

const undoes = { keep: "unkeep", delete: "restore", restore: "delete" }

/** What became of all that was asked, in sentences. */
const told = (action, results) => {
  const of = Map.groupBy(results, ({ outcome }) => outcome)
  const done = of.get("done")?.length ?? 0
  const others = Object.entries(left).flatMap(([outcome, say]) =>
    of.has(outcome) ? [say(of.get(outcome).length)] : []
  )
  return [...(done > 0 || others.length === 0 ? [`${several(done)} ${said[action]}.`] : []), ...others].join(" ")
}

/** So many can be changed at a time. */
const most = 500

/** Makes one change of several recordings and says what became of it, with a way back where there is one. */
const change = async (page, action, ids) => {
  page.set({ busy: "bulk" })
  try {
    const { results } = await request("POST", "/api/recordings/bulk", { body: { ids: ids.slice(0, most), action } })
    const done = results.filter(({ outcome }) => outcome === "done").map(({ id }) => id)
    const back = undoes[action]
    page.withdraw?.()
    page.withdraw = toast(told(action, results), {
      trouble: done.length === 0 && results.some(({ outcome }) => outcome !== "unchanged"),
      ...(back !== undefined &&
        done.length > 0 && {
          act: { label: "Undo", run: () => change(page, back, done).catch(page.context.failed) }
        })
    })
    page.set({ chosen: new Set() })
  } catch (error) {
    notDone(error, "done")
    throw error
  } finally {
    page.set({ busy: null })
    page.refresh()
  }
}

const verbs = [
  ["keep", "Keep"],
  ["seen", "Seen"],
  ["export", "Save as one file"],
  ["delete", "Delete"]
]
const trashVerbs = [["restore", "Restore"]]

/** How many are chosen, and what can be done with them. */
export const bulkBar = (state, page) => {
  const { busy, chosen, items, trashed } = state
  const all = chosenOfAll(items)
  const shown = (trashed === "true" ? trashVerbs : verbs).filter(
    ([verb]) =>
      (page.context.admin() || (verb !== "delete" && verb !== "restore")) &&
      (page.context.oneFile() || verb !== "export")
  )
  return html`<div class="recordings-bulk" id="bulk" role="group" aria-label="What to do with the chosen">
    <label class="choice"><input type="checkbox" data-action="pickAll" data-on="change" ${on("checked", all.length > 0 && all.every((id) => chosen.has(id)))} /><span class="number">${chosen.size === 0 ? "Choose all that are not kept" : `${chosen.size} chosen`}</span></label>
    ${chosen.size === 0 ? null : shown.map(([verb, word]) => html`<button data-key="${verb}" data-action="bulk" data-verb="${verb}" ${on("aria-busy aria-disabled", busy === "bulk")}>${word}</button>`)}
    ${chosen.size === 0 ? null : html`<button class="quiet" data-key="none" data-action="chooseNone">Choose none</button>`}
  </div>`
}

/** What a press chooses at once: neither what is kept nor what is still being recorded. */
const chosenOfAll = (items) => items.filter(({ kept, status }) => !kept && status !== "open").map(({ id }) => id)

const toggled = (chosen, id) => {
  const others = new Set(chosen)
  if (!others.delete(id)) others.add(id)
  return others
}

export const changes = {
  pick: (page, { dataset }) => page.set({ chosen: toggled(page.state.chosen, Number(dataset.id)) }),
  pickAll: (page, { checked }) => page.set({ chosen: new Set(checked ? chosenOfAll(page.state.items) : []) }),
  chooseNone: (page) => page.set({ chosen: new Set() }),
  bulk: (page, { dataset }) =>
    dataset.verb === "export" ? exportChosen(page) : change(page, dataset.verb, [...page.state.chosen]),
  keep: (page, { dataset }) => {
    const id = Number(dataset.id)
    const one = page.state.items.find((item) => item.id === id)
    return change(page, one.kept ? "unkeep" : "keep", [id])
  },
  /** Keys on a row: `x` chooses it, `s` keeps it. */
  rowKey: (page, _list, event) => {
    const id = event.target.closest("[data-row]")?.dataset.id
    if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === "x") changes.pick(page, { dataset: { id } })
    if (event.key === "s") return changes.keep(page, { dataset: { id } })
  }
}
