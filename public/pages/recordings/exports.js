import { busyMark, troubleOf } from "../../components/acting.js"
import { toast } from "../../components/toast.js"
import { upcoming } from "../../components/when.js"
import { request } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { bytes, duration } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { notDone } from "../../lib/refused.js"
import { path } from "../../lib/router.js"

/** At most so many recordings make one file. */
const most = 100

export const readExports = async (page, signal) => {
  const { exports } = await request("GET", "/api/exports", { signal })
  page.set({ exports })
}

/** Whether any is still to be made, so that what becomes of it is worth a look. */
export const isMaking = ({ exports }) => exports.some(({ state }) => state === "queued" || state === "running")

const states = {
  queued: ({ waits_for: why }) => html`<span class="muted">${why ?? "Waits for its turn"}</span>`,
  running: ({ name, progress }) =>
    html`<progress value="${String(progress)}" aria-label="${name}, as far as it is made"></progress><span class="number">${String(Math.floor(progress * 100))} %</span>`,
  done: ({ bytes: size, deleted_at: deleted, duration: seconds }) =>
    html`<span class="muted number">${duration(seconds * 1000)} · ${bytes(size)}</span>${deleted === null ? null : html`<span class="muted">deleted ${upcoming(deleted)}</span>`}`,
  failed: ({ error }) => html`<span class="field-error">${error}</span>`
}

const row = (page, one) => {
  const { driver, file, id, name, state, user, username } = one
  const key = `export ${id}`
  return html`
    <li class="line" data-key="${id}"><strong class="export-name">${name}</strong> <span class="muted">${driver}/${username}${page.context.admin() ? ` for ${user}` : ""}</span>${states[state](one)}
      <span class="push chips">${file === null ? null : html`<a class="button" href="${file}" download="${name}">Download<span class="sr"> ${name}</span></a>`}
      <button class="quiet" data-action="removeExport" data-id="${id}" ${busyMark(page.state, key)}>${state === "queued" || state === "running" ? "Cancel" : "Delete"}<span class="sr"> ${name}</span></button></span>
      ${troubleOf(page.state, key)}</li>
  `
}

/** Recordings that were saved as one file, those that are being made among them; nothing where there are none. */
export const exportsView = (state, page) =>
  state.exports.length === 0
    ? null
    : html`<section class="band" id="exports" aria-labelledby="exports-title"><h2 id="exports-title">Saved as one file</h2>
      <ul class="lines">${state.exports.map((one) => row(page, one))}</ul></section>`

/** Has the chosen recordings made into one file that is kept for a while. */
export const exportChosen = async (page) => {
  const recordings = [...page.state.chosen]
  if (recordings.length > most) {
    toast(`At most ${most} recordings make one file, and ${recordings.length} are chosen. Choose fewer.`, {
      trouble: true
    })
    return
  }
  page.set({ busy: "bulk" })
  try {
    const made = await request("POST", "/api/exports", { body: { recordings } })
    page.set({ chosen: new Set(), exports: [made, ...page.state.exports] })
    toast("It is made in the background; above the recordings stands how far it is.")
  } catch (error) {
    notDone(error, "saved")
    throw error
  } finally {
    page.set({ busy: null })
  }
}

export const exportActions = {
  removeExport: async (page, { dataset }) => {
    const id = Number(dataset.id)
    await attempt(page, `export ${id}`, () => request("DELETE", path("api", "exports", String(id))))
    page.set({ exports: page.state.exports.filter((one) => one.id !== id) })
  }
}
