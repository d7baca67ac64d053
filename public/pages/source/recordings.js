import { busyMark, troubleOf } from "../../components/acting.js"
import { confirmed } from "../../components/dialog.js"
import { empty, skeleton } from "../../components/empty.js"
import { icon } from "../../components/icon.js"
import { toast } from "../../components/toast.js"
import { moment } from "../../components/when.js"
import { request } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { bytes, count, duration } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"
import { fileRow, routeOf, sum } from "./files.js"
import { player } from "./player.js"

const bySession = (files) => {
  const sessions = new Map()
  for (const file of files) sessions.set(file.session, [...(sessions.get(file.session) ?? []), file])
  return [...sessions]
}

const playButton = (session, playing) =>
  html`<button data-action="play" data-session="${session}" aria-expanded="${playing === session ? "true" : "false"}">${icon("play")}${playing === session ? "Close player" : "Play"}<span class="sr"> the session of ${session}</span></button>`

const sessionView = (page, [session, files]) => {
  const { playing } = page.state
  const key = `session ${session}`
  const open = files.some(({ status }) => status === "open")
  return html`
    <li class="session" data-key="${key}">
      <div class="line"><strong>${moment(files[0].started_at)}</strong>${open ? html`<span class="badge badge-recording">${icon("recording")}<span>Being recorded</span></span>` : null}<span class="muted number">${duration(sum(files, "duration") * 1000)} · ${bytes(sum(files, "bytes"))}</span>
        <span class="push chips">${session === "" ? null : playButton(session, playing)}
        ${page.context.admin() && !open && session !== "" ? html`<button data-action="removeSession" data-session="${session}" ${busyMark(page.state, key)}>Delete<span class="sr"> the session of ${session}</span></button>` : null}</span></div>
      ${troubleOf(page.state, key)}
      ${playing === session ? player(page, session) : null}
      <details class="files" data-key="files"><summary>${count(files.length, "file")}</summary><ul>${files.map((file) => fileRow(page, file))}</ul></details>
    </li>
  `
}

/** The recorded files by session, newest first, with a player in place. */
export const recordingsView = ({ complete, files }, page) => {
  if (files === null) return skeleton(3)
  if (files.length === 0) return empty("No recordings yet", "Each stretch on air becomes a session of files here.")
  return html`<ul class="lines" id="sessions">${bySession(files).map((one) => sessionView(page, one))}</ul>
    ${complete ? null : html`<p class="muted">Only the newest ${count(files.length, "file")} are shown. Older ones are in the recordings' folder.</p>`}`
}

export const readFiles = async (page, signal) => {
  const { driver, username } = page.route.params
  const { complete, files } = await request("GET", path("api", "sources", driver, username, "files"), { signal })
  if (JSON.stringify(files) !== JSON.stringify(page.state.files)) page.set({ files, complete })
}

/** Deletes something from the disk, once it is confirmed; says how it went. */
const remove = async (page, key, route, asked, said) => {
  if ((await confirmed(page.context, asked)) !== true) return
  try {
    const answer = await attempt(page, key, () => request("DELETE", route))
    toast(said(answer))
  } finally {
    page.looks.recordings = 0
    page.refresh()
  }
}

export const recordingsActions = {
  play: (page, { dataset }) => page.set({ playing: page.state.playing === dataset.session ? null : dataset.session }),
  removeSession: (page, { dataset }) => {
    const { driver, username } = page.route.params
    const files = page.state.files.filter(({ session }) => session === dataset.session)
    return remove(
      page,
      `session ${dataset.session}`,
      path("api", "sources", driver, username, "sessions", dataset.session),
      {
        title: "Delete this session?",
        text: `The ${count(files.length, "file")} of ${dataset.session} of ${driver}/${username}, ${bytes(sum(files, "bytes"))}, are deleted from the disk. They can't be brought back.`,
        verb: "Delete the files"
      },
      ({ removed }) => `${count(removed, "file")} deleted.`
    )
  },
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
      () => `${file.name} is deleted.`
    )
  }
}
