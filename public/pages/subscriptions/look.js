import { busyMark } from "../../components/acting.js"
import { request } from "../../lib/api.js"
import { html } from "../../lib/html.js"

const sheet = "pages/subscriptions/look.css"

/** The styles come with the first dialog that needs them. */
const styled = () => {
  if (document.querySelector(`link[href="${sheet}"]`) !== null) return
  const link = document.createElement("link")
  link.rel = "stylesheet"
  link.href = sheet
  document.head.append(link)
}

const codings = [
  [/^(avc|h264)/, "H.264"],
  [/^(hvc|hev|hevc)/, "HEVC"],
  [/^av0?1/, "AV1"],
  [/^vp0?9/, "VP9"],
  [/^(mp4a|aac)/, "AAC"],
  [/^mp3/, "MP3"],
  [/^vorbis/, "Vorbis"],
  [/^ec-3/, "E-AC-3"],
  [/^ac-3/, "AC-3"],
  [/^opus/i, "Opus"]
]

const codecText = (codecs) =>
  codecs
    .split(",")
    .map((one) => codings.find(([fits]) => fits.test(one.trim()))?.[1] ?? one.trim())
    .filter((name, i, all) => all.indexOf(name) === i)
    .join(" and ")

const rate = (bits) => (bits >= 1e6 ? `${(bits / 1e6).toPrecision(2)} Mbit/s` : `${Math.round(bits / 1e3)} kbit/s`)

/** Lines as people count them: of a picture that stands upright those of the same one lying. */
const linesOf = ({ height, width }) => (height === null ? null : Math.min(height, width ?? height))

const offerText = (one) => {
  const lines = linesOf(one)
  return [
    lines === null ? null : `${lines}p`,
    one.framerate === null ? null : `${Math.round(one.framerate)} fps`,
    one.bandwidth === null ? null : rate(one.bandwidth),
    one.codecs === null ? null : codecText(one.codecs)
  ]
    .filter((part) => part !== null)
    .join(", ")
}

/** The heights that there are, each once, the highest first. */
const heights = (variants) =>
  [...new Set(variants.map(linesOf).filter((lines) => lines !== null))].sort((a, b) => b - a)

const sounds = /^(mp4a|aac|mp[123]|vorbis|opus|flac|alac|ec-3|e?ac-?3|pcm)/i

/** Whether what is offered is known to be heard alone: then there is no picture to choose. */
export const isSoundAlone = (variants) =>
  variants.length > 0 &&
  variants.every(
    ({ codecs, height }) =>
      height === null && codecs !== null && codecs.split(",").every((one) => sounds.test(one.trim()))
  )

const wishes = [
  ["best", "The best there is"],
  ["1080", "Up to 1080 lines"],
  ["720", "Up to 720 lines"],
  ["480", "Up to 480 lines"]
]

/** What may be wished, with what each gives; of those that give the same the first. */
export const qualities = (variants) => {
  const all = heights(variants)
  if (all.length === 0) return wishes
  const given = ([wish]) => (wish === "best" ? all[0] : (all.find((lines) => lines <= Number(wish)) ?? all.at(-1)))
  const seen = new Set()
  return wishes.flatMap((wish) => {
    const lines = given(wish)
    if (seen.has(lines)) return []
    seen.add(lines)
    return [[wish[0], `${wish[1]} (${lines}p)`]]
  })
}

const nothing = { picture: null, variants: [], missing: null, onAir: null }

const words = ({ look, trouble }) => {
  if (trouble !== null) return trouble
  return look === null ? "Looking at what is there…" : (look.text ?? look.hint)
}

const pictureText = ({ look }) => {
  if (look === null) return "…"
  if (look.missing === "ffmpeg") return "No picture: ffmpeg is not installed where recorders run"
  return look.on_air === true ? "No picture" : "Nothing to see"
}

/** What a look has found so far: its picture, what it means, and what is offered. */
export const lookView = (state) => {
  const { picture, variants } = state.look ?? nothing
  const shown = variants.slice(0, 8)
  return html`<div class="look" data-key="look">
    <div class="look-picture">${picture === null ? pictureText(state) : html`<img src="${picture}" alt="What is on air now" />`}</div>
    <div class="look-told"><p role="status" class="prose">${words(state)}</p>
      ${shown.length === 0 ? null : html`<ul class="look-offers" aria-label="What it offers">${shown.map((one) => html`<li>${offerText(one)}</li>`)}${variants.length > shown.length ? html`<li>and ${variants.length - shown.length} more</li>` : null}</ul>`}
      <button type="button" class="quiet" data-key="again" data-action="look" ${busyMark({ busy: state.look === null && state.trouble === null ? "look" : null }, "look")}>Look again</button></div></div>`
}

/** What a site may ask for, by the names under which it is sent. */
export const secrets = ["headers", "cookies", "login", "proxy"]

/** What a dialog begins with that looks. */
export const unlooked = { look: null, trouble: null }

/** Looks at an address, with what was filled in beside it; only the last look that was asked for is shown. */
export const look = async (page, address, values = {}) => {
  styled()
  page.looking?.abort()
  const mine = new AbortController()
  page.looking = mine
  page.set(unlooked)
  const given = ["driver", ...secrets].flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))
  try {
    const body = { address, ...Object.fromEntries(given) }
    const found = await request("POST", "/api/sources/probe", { body, signal: mine.signal })
    // What is there may be for another driver than its address alone told of.
    const { driver, drivers, username } = found
    page.set({ look: found, suggestion: { ...page.state.suggestion, driver, drivers, username } })
  } catch (error) {
    if (mine.signal.aborted) return
    page.set({ trouble: error.message })
  }
}
