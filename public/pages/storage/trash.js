import { busyMark, troubleOf } from "../../components/acting.js"
import { confirmed } from "../../components/dialog.js"
import { toast } from "../../components/toast.js"
import { query, request } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { bytes, count } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { erasing } from "./words.js"

/** What is in the trash, the way to it, and the way to have its room at once. */
export const trashView = (state, kept) => {
  const { trash } = state.storage
  if (trash === null) return null
  return html`<section class="band" aria-labelledby="trash"><h2 id="trash">Trash</h2><ul class="lines"><li class="line" data-key="trash"><strong class="number">${count(trash.count, "recording")}, ${bytes(trash.bytes)}</strong><span class="muted">Each can be restored for ${kept}, then it is erased.</span>
    ${trash.count === 0 ? null : html`<span class="push chips"><a class="button" href="/recordings?trashed=true">Show and restore</a><button data-action="empty" ${busyMark(state, "empty")}>Empty now</button></span>`}</li></ul>${troubleOf(state, "empty")}</section>`
}

/** Empties the trash as far as it was shown, once that is meant. */
export const emptyTrash = async (page) => {
  const { at, trash } = page.state.storage
  const many = count(trash.count, "recording")
  const isMeant = await confirmed(page.context, {
    title: "Empty the trash now?",
    text: `${many}, ${bytes(trash.bytes)}, ${trash.count === 1 ? "is" : "are"} erased within about ${erasing(trash.count)} and can't be brought back then.`,
    verb: `Erase ${many}`
  })
  if (isMeant !== true) return
  const emptied = await attempt(
    page,
    "empty",
    () => request("POST", query("/api/storage/trash/empty", { until: at })),
    "emptied"
  )
  toast(
    `${count(emptied.count, "recording")}, ${bytes(emptied.bytes)}, ${emptied.count === 1 ? "is" : "are"} being erased.`
  )
  page.turn = 0
  page.refresh()
}
