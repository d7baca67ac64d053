import { confirmed } from "../../components/dialog.js"
import { empty } from "../../components/empty.js"
import { icon } from "../../components/icon.js"
import { toast } from "../../components/toast.js"
import { moment } from "../../components/when.js"
import { request } from "../../lib/api.js"
import { bytes, count, duration } from "../../lib/format.js"
import { html, on } from "../../lib/html.js"
import { path } from "../../lib/router.js"
import { player } from "./player.js"

const base = (page) => [page.route.params.driver, page.route.params.username]
const fileOf = (page, file) => path("api", "sources", ...base(page), "files", ...file.path.split("/"))

const bySession = (files) => {
  const sessions = new Map()
  for (const file of files) sessions.set(file.session, [...(sessions.get(file.session) ?? []), file])
  return [...sessions]
}

const fileRow = (page, file) => html`
  <li class="line" data-key="${file.path}"><span class="mono">${file.name}</span>${file.status === "open" ? html`<span class="badge">${icon("recording")}<span>Being written</span></span>` : null}
    <span class="push muted number">${duration(file.duration * 1000)} · ${bytes(file.bytes)}</span>
    <a class="button" href="${fileOf(page, file)}?download=1" download="${file.name}">Download<span class="sr"> ${file.name}</span></a></li>
`

const sessionView = (page, [session, files], playing) => {
  const size = files.reduce((sum, one) => sum + one.bytes, 0)
  const length = files.reduce((sum, one) => sum + one.duration, 0)
  const open = files.some(({ status }) => status === "open")
  return html`
    <li class="session" data-key="${session}">
      <div class="line"><strong>${moment(files[0].started_at)}</strong><span class="muted number">${duration(length * 1000)} · ${bytes(size)} · ${count(files.length, "file")}</span>
        <span class="push chips"><button data-action="play" data-session="${session}" aria-pressed="${playing === session ? "true" : "false"}">${icon("play")}${playing === session ? "Close player" : "Play"}<span class="sr"> the session of ${session}</span></button>
        ${page.context.admin() && !open ? html`<button data-action="removeSession" data-session="${session}">Delete<span class="sr"> the session of ${session}</span></button>` : null}</span></div>
      ${playing === session ? player(page, session) : null}
      <details class="files"><summary>${count(files.length, "file")}</summary><ul>${files.map((file) => fileRow(page, file))}</ul></details>
    </li>
  `
}

/** The recorded files by session, newest first, with a player in place. */
export const recordingsView = ({ files, playing }, page) => {
  if (files === null) return html`<p class="muted">Reading…</p>`
  if (files.length === 0) return empty("No recordings yet", "Each stretch on air becomes a session of files here.")
  return html`<ul class="lines" id="sessions">${bySession(files).map((one) => sessionView(page, one, playing))}</ul>`
}

export const readFiles = async (page, signal) => {
  const answer = await request("GET", path("api", "sources", ...base(page), "files"), { signal })
  if (JSON.stringify(answer.files) !== JSON.stringify(page.state.files)) page.set({ files: answer.files })
}

export const recordingsActions = {
  play: (page, { dataset }) => page.set({ playing: page.state.playing === dataset.session ? null : dataset.session }),
  removeSession: async (page, { dataset }) => {
    const [driver, username] = base(page)
    const meant = await confirmed(page.context, {
      title: "Delete this session?",
      text: `The files of ${dataset.session} of ${driver}/${username} are deleted from the disk. They can't be brought back.`,
      verb: "Delete the files"
    })
    if (meant !== true) return
    const { removed } = await request("DELETE", path("api", "sources", driver, username, "sessions", dataset.session))
    toast(`${count(removed, "file")} deleted.`)
    page.looks.files = 0
    page.refresh()
  }
}

export const busyMark = (busy) => on('aria-disabled="true" aria-busy="true"', busy)
