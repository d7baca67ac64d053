import { icon } from "../../components/icon.js"
import { live } from "../../components/live.js"
import { spark } from "../../components/spark.js"
import { bytes } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { rates } from "../../lib/rates.js"
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

const shot = (one, picture) => html`
  <div class="card-shot">${icon("film")}${picture === null ? null : html`<img src="${picture}" alt="" data-of="${one.driver}/${one.username}" />`}</div>
`

/** A source that is recording: its picture or a drawn one, its name, how long and how much, and how fast it grows. */
export const card = (one, { missing, pictures }) => {
  const name = `${one.driver}/${one.username}`
  const grown = rates(name)
  const rate = grown.length === 0 ? null : `${bytes(grown.at(-1))}/s`
  return html`
    <li class="card" data-key="${name}">${shot(one, pictures ? pictureOf(one, missing) : null)}
      <a class="card-name" data-row href="${path("source", one.driver, one.username)}">${name}</a>
      <div class="card-foot muted"><span>${live(one)}</span><span class="number">${rate}</span></div>
      ${spark(grown, `Rate over the last 30 seconds, now ${rate}`)}</li>
  `
}
