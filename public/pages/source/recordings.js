import { busyMark, troubleOf } from "../../components/acting.js"
import { confirmed } from "../../components/dialog.js"
import { empty, skeleton } from "../../components/empty.js"
import { icon } from "../../components/icon.js"
import { toast } from "../../components/toast.js"
import { running, second } from "../../components/when.js"
import { query, request } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { bytes, count, duration } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { addressOf, path } from "../../lib/router.js"
import { fileRow, routeOf } from "./files.js"
import { sessionsOf } from "./sessions.js"
import { readTrash, trashActions } from "./trash.js"

const playButton = (session, playing) =>
  html`<button data-action="play" data-session="${session}" aria-pressed="${playing === session ? "true" : "false"}">${icon(playing === session ? "close" : "play")}${playing === session ? "Close player" : "Play"}<span class="sr"> the session of ${session}</span></button>`

/** Into the trash, or out of it. */
const trashButton = (state, session) => {
  const [action, word] = state.trashed.has(session) ? ["restoreSession", "Restore"] : ["removeSession", "Delete"]
  return html`<button data-key="${action}" data-action="${action}" data-session="${session}" ${busyMark(state, `session ${session}`)}>${word}<span class="sr"> the session of ${session}</span></button>`
}

const sessionView = (page, { bytes: size, files, grows: open, length, session }) => {
  const playing = page.state.playing?.session
  const key = `session ${session}`
  // What goes on is as long here as beside the source's name.
  const since = page.state.detail.status === "recording" ? page.state.detail.session_started_at : null
  return html`
    <li class="session" data-key="${key}">
      <div class="line"><strong>${second(files[0].started_at)}</strong>${open ? html`<span class="badge badge-recording">${icon("recording")}<span>Being recorded</span></span>` : null}${page.state.trashed.has(session) ? html`<span class="muted">In the trash</span>` : null}<span class="muted number">${open && since !== null ? running(since) : duration(length)} · ${bytes(size)}</span>
        <span class="push chips">${session === "" ? null : playButton(session, playing)}
        ${session === "" || !page.context.oneFile() ? null : html`<button data-action="saveSession" data-session="${session}" ${busyMark(page.state, key)}>Save as one file<span class="sr">: the session of ${session}</span></button>`}
        ${page.context.admin() && !open && session !== "" ? trashButton(page.state, session) : null}</span></div>
      ${troubleOf(page.state, key)}
      <details class="files" data-key="files"><summary>${count(files.length, "file")}</summary><ul>${files.map((file) => fileRow(page, file))}</ul></details>
    </li>
  `
}

/** What stands below the files when these are not all. */
const rest = ({ state }) => {
  const { complete, next } = state
  if (complete) return null
  if (next === null) return html`<p class="muted">The disk is slow to list the files; this is tried again.</p>`
  return html`<button data-action="older" ${busyMark(state, "older")}>Show older recordings</button>${troubleOf(state, "older")}`
}

/** What was deleted of the time that coverage shows, newest first. */
const deleted = ({ coverage }) => {
  const gone = coverage?.stretches.filter(({ kind }) => kind === "deleted").toReversed() ?? []
  if (gone.length === 0) return null
  return html`<ul class="lines" id="deleted">${gone.map(({ from, to }) => html`<li class="line muted" data-key="${from}"><strong>${second(from)}</strong><span>Deleted</span><span class="number">${duration(Date.parse(to) - Date.parse(from))}</span></li>`)}</ul>`
}

/** The recorded files by session, newest first, and what was deleted. */
export const recordingsView = (state, page) => {
  const { complete, files, unread } = state
  if (files === null) return unread === null ? skeleton(3) : empty("No recordings to be seen now", unread)
  const gone = deleted(state)
  if (files.length === 0 && complete)
    return gone ?? empty("No recordings yet", "Each stretch on air becomes a session of files here.")
  return html`${unread === null ? null : html`<p class="field-error">${unread}</p>`}<ul class="lines" id="sessions">${sessionsOf(files).map((one) => sessionView(page, one))}</ul>
    ${rest(page)}${gone}`
}

/** Whether a file is listed behind another: newest session first, each by name, last those without a session. */
const isBehind = (file, other) => {
  if (file.session === other.session) return file.name > other.name
  return other.session !== "" && (file.session === "" || file.session < other.session)
}

export const readFiles = async (page, signal) => {
  const { driver, username } = page.route.params
  await readTrash(page, signal)
  const newest = await request("GET", path("api", "sources", driver, username, "files"), { signal }).catch((error) => {
    // The folder may be away while all else is there to be read.
    if (error.status !== 503) throw error
    page.set({ unread: error.message })
  })
  if (newest === undefined) return
  if (page.state.unread !== null) page.set({ unread: null })
  const last = newest.files.at(-1)
  // What the older pages brought stays, and so does what new files have pushed out of the newest page since.
  const behind = page.state.older && last !== undefined ? page.state.files.filter((file) => isBehind(file, last)) : []
  const files = [...newest.files, ...behind]
  const of = behind.length > 0 ? page.state : { complete: newest.complete, next: newest.next_cursor }
  if (JSON.stringify(files) !== JSON.stringify(page.state.files) || of.next !== page.state.next)
    page.set({ files, complete: of.complete, next: of.next })
}

/** The files behind those that are shown. */
const readOlder = async (page) => {
  const { driver, username } = page.route.params
  const { next } = page.state
  const route = query(path("api", "sources", driver, username, "files"), { cursor: next })
  const answer = await attempt(page, "older", () => request("GET", route))
  const shown = new Set(page.state.files.map((file) => file.path))
  const files = [...page.state.files, ...answer.files.filter((file) => !shown.has(file.path))]
  page.set({ files, complete: answer.complete, next: answer.next_cursor, older: true })
}

/** Leaves out what is no longer there; older pages are not read again. */
const forget = (page, isGone) => page.set({ files: page.state.files.filter((file) => !isGone(file)) })

/** Deletes something from the disk, once it is confirmed; says how it went. */
const remove = async (page, key, route, asked, isGone, said) => {
  if ((await confirmed(page.context, asked)) !== true) return
  try {
    const answer = await attempt(page, key, () => request("DELETE", route))
    forget(page, isGone)
    toast(said(answer))
  } finally {
    page.looks.files = 0
    page.looks.coverage = 0
    page.refresh()
  }
}

/** Lets the browser save a session as one file; what stands against it is told here, before it leaves the page for it. */
const saveSession = async (page, { dataset: { session } }) => {
  const { driver, username } = page.route.params
  const route = path("api", "sources", driver, username, "media")
  await attempt(page, `session ${session}`, () => request("GET", query(route, { session, check: "1" })))
  location.assign(addressOf(query(route, { session })))
}

export const recordingsActions = {
  saveSession,
  older: readOlder,
  ...trashActions,
  removeFile: (page, { dataset }) => {
    const file = page.state.files.find(({ path: one }) => one === dataset.file)
    return remove(
      page,
      `file ${file.path}`,
      routeOf(page, file),
      {
        title: "Delete this file?",
        text: `${file.name}, ${bytes(file.bytes)}, is deleted from the disk. It can't be brought back.`,
        verb: "Delete the file"
      },
      (one) => one.path === file.path,
      () => `${file.name} is deleted.`
    )
  }
}
