import { live } from "../../components/badge.js"
import { icon } from "../../components/icon.js"
import { spark } from "../../components/spark.js"
import { bytes } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"

const kept = 30_000
const samples = new Map()

/** Remembers how many bytes a source had at a moment (RFC 3339); the last 30 s are kept, of the present session alone. */
export const sample = (key, iso, bytes) => {
  if (iso === null) return
  const at = Date.parse(iso)
  const past = samples.get(key) ?? []
  const last = past.at(-1)
  if (last !== undefined && last.at >= at) return
  const grown = last !== undefined && bytes < last.bytes ? [] : past
  samples.set(
    key,
    [...grown, { at, bytes }].filter((one) => one.at >= at - kept)
  )
}

/** The bytes per second between one sample and the next, oldest first. */
export const rates = (key) => {
  const known = samples.get(key) ?? []
  return known.slice(1).map(({ at, bytes }, i) => ((bytes - known[i].bytes) * 1000) / (at - known[i].at))
}

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
