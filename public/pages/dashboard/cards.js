import { icon } from "../../components/icon.js"
import { running } from "../../components/when.js"
import { bytes } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"

/** A picture is asked for anew once a minute. */
const minute = () => Math.floor(Date.now() / 60_000)

/** The picture's address of this minute, or nothing for a source that has had none in it. */
const pictureOf = (one, missing) =>
  missing.get(`${one.driver}/${one.username}`) === minute()
    ? null
    : `${path("thumbnails", one.driver, one.username)}?${minute()}`

/** A picture's name in `missing`: a source without one is asked about again after a minute, and never shown as broken. */
export const missed = (missing, image) => new Map([...missing, [image.dataset.of, minute()]])

/** A source that is recording: its picture or a drawn one, how long and how much, its name. All of it opens the source, which plays. */
export const card = (one, { missing, pictures }) => {
  const name = `${one.driver}/${one.username}`
  const picture = pictures ? pictureOf(one, missing) : null
  return html`
    <li class="card opens" data-key="${name}">
      <div class="card-shot">${icon("film")}${picture === null ? null : html`<img src="${picture}" alt="" data-of="${name}" />`}</div>
      <a class="card-name" data-row href="${path("source", one.driver, one.username)}?play=live">${name}</a>
      <p class="card-foot"><span class="card-time">${icon("recording")}${one.session_started_at === null ? null : running(one.session_started_at)}</span><span class="number">${bytes(one.session_bytes)}</span></p></li>
  `
}
