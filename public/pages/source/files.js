import { busyMark, troubleOf } from "../../components/acting.js"
import { bytes, count, duration } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"

/** A recorded file's address. */
export const routeOf = ({ route: { params } }, file) =>
  path("api", "sources", params.driver, params.username, "files", ...file.path.split("/"))

/** One of their figures, added up. */
export const sum = (files, figure) => files.reduce((total, file) => total + file[figure], 0)

/** Milliseconds that the recordings of these files are long: as they are on record, else as the files play. */
export const lengthOf = (files) => {
  const known = new Map(
    files.flatMap(({ recording }) => (recording === null ? [] : [[recording.started_at, recording]]))
  )
  const seconds = [...known.values()].reduce((total, recording) => total + recording.seconds, 0)
  return (
    1000 *
    (seconds +
      sum(
        files.filter(({ recording }) => recording === null),
        "duration"
      ))
  )
}

const conversions = {
  waiting: "waits for the converter",
  converting: "is being converted",
  converted: "converted",
  failed: "could not be converted"
}

const converted = ({ conversion }) => {
  if (conversion === null) return null
  const { exit_code: code, restarts, status } = conversion
  const more = [
    restarts > 0 ? count(restarts, "restart") : "",
    status === "failed" && code !== null ? `exit code ${code}` : ""
  ]
  const text = [conversions[status], ...more.filter((one) => one !== "")].join(", ")
  return html`<span class="${status === "failed" ? "field-error" : "muted"}">${text}</span>`
}

/** One file of a session: how long, how large, how far its conversion is; to be downloaded, by admins to be deleted. */
export const fileRow = (page, file) => {
  const key = `file ${file.path}`
  const open = file.status === "open"
  return html`
    <li class="line" data-key="${file.path}"><span class="mono">${file.name}</span>${open ? html`<span class="muted">being written</span>` : null}${converted(file)}
      <span class="push muted number">${duration(file.duration * 1000)} · ${bytes(file.bytes)}</span>
      <a class="button" href="${routeOf(page, file)}?download=1" download="${file.name}">Download<span class="sr"> ${file.name}</span></a>
      ${page.context.admin() && !open ? html`<button class="quiet" data-action="removeFile" data-file="${file.path}" ${busyMark(page.state, key)}>Delete<span class="sr"> ${file.name}</span></button>` : null}
      ${troubleOf(page.state, key)}</li>
  `
}
