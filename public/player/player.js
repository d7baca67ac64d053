import { second } from "../lib/format.js"
import { html } from "../lib/html.js"
import { show } from "../lib/page.js"
import { addressOf } from "../lib/router.js"
import { acts, goTo, play, speeds, told, videoOf } from "./acts.js"
import { bar, showPlace } from "./controls.js"
import { engineFor } from "./engine.js"
import { actOfKey } from "./keys.js"
import { noPieces, recordedAt, secondOf } from "./pieces.js"
import { keepPlace, keepSound, placeIn, sound } from "./remembered.js"

/** So many seconds behind the newest piece what is watched counts as live. */
const live = 30

/** So many seconds before its end a recording counts as seen. */
const credits = 10

const isLive = ({ known }, { currentTime }) => known.grows && known.end - currentTime < live

/** The server's clock: recordings are told by it, and this machine's may be another. */
const serverNow = (page) => Date.now() + (page.skew ?? 0)

const learned = (page, known) => {
  if (Number.isFinite(known.servedAt) && page.skew === undefined) page.skew = known.servedAt - Date.now()
  if (known.end !== page.state.known.end) page.grewAt = performance.now()
  page.set({ known })
  tell(page)
}

/**
 * How many seconds ago what is shown was broadcast: by when it was recorded, and as long as what came after it at the least, for a
 * recorder begins with what the site still had.
 */
const behindOf = (page, recorded) => {
  const { end } = page.state.known
  const since = (performance.now() - page.grewAt) / 1000
  const after = end - videoOf(page).currentTime + since
  return Math.max(0, Math.round(Math.max(after, recorded === null ? 0 : (serverNow(page) - recorded) / 1000)))
}

/** Notes what is shown to the second, and tells whoever shows the player. */
const tell = (page) => {
  const video = videoOf(page)
  const { known } = page.state
  const at = recordedAt(known, video.currentTime)
  const isNow = isLive(page.state, video)
  page.set({
    at: Math.floor(video.currentTime),
    end: Math.floor(known.end || (Number.isFinite(video.duration) ? video.duration : 0)),
    recorded: at === null ? null : Math.floor(at / 1000) * 1000,
    behind: known.grows ? behindOf(page, at) : null,
    isLive: isNow
  })
  page.route.moved?.({ moment: at })
}

/** Keeps how far it was seen, once anything was. */
const keep = (page) => {
  if (page.played !== true) return
  const { currentTime, ended } = videoOf(page)
  const { end, known } = page.state
  const isSeen = ended || (!known.grows && end > 0 && currentTime > end - credits)
  keepPlace(page.context.user(), page.route.recording, isSeen ? 0 : currentTime)
  // What is not kept now is kept with the next few seconds.
  page.route.kept?.({ position: Math.floor(currentTime), seen: isSeen }).catch(() => undefined)
}

const begin = (page) => {
  const video = page.root.querySelector("video")
  page.video = video
  page.ending = new AbortController()
  const { address, grows, live: isFromNewest, moment, place, recording } = page.route
  Object.assign(video, sound())
  const from = (known) =>
    isFromNewest ? null : ((moment && secondOf(known, moment)) ?? (place || placeIn(page.context.user(), recording)))
  page.wanted = true
  const hear = (kind, act) => video.addEventListener(kind, act, { signal: page.ending.signal })
  for (const kind of ["timeupdate", "durationchange"]) hear(kind, () => tell(page))
  for (const kind of ["play", "pause", "ended", "seeked"]) {
    hear(kind, () => {
      page.set({ paused: video.paused, ended: video.ended })
      tell(page)
      if (!video.paused) return
      keep(page)
      page.route.stopped?.({ moment: recordedAt(page.state.known, video.currentTime), ended: video.ended })
    })
  }
  hear("playing", () => {
    page.played = true
  })
  hear("volumechange", () => {
    page.set({ muted: video.muted, volume: video.volume })
    if (!page.forced) keepSound(video)
  })
  hear("ratechange", () => page.set({ rate: video.playbackRate }))
  page.engine = engineFor(video, addressOf(address), {
    attached: () => page.wanted && play(page),
    from,
    grows: grows === true,
    learned: (known) => learned(page, known),
    troubled: (what) => {
      if (what !== null || page.state.told !== told.silent) page.set({ told: what === null ? null : told[what] })
    }
  })
  page.keeping = setInterval(() => video.paused || keep(page), 5_000)
}

const definition = {
  state: () => ({
    known: noPieces,
    at: 0,
    end: 0,
    recorded: null,
    behind: null,
    isLive: false,
    paused: true,
    ended: false,
    rate: 1,
    told: null,
    ...sound()
  }),

  view: (state, page) => html`
    <div class="player-box" tabindex="-1" data-action="key" data-on="keydown">
    <div class="player-screen"><video playsinline data-action="toggle" aria-label="${page.route.title}"></video></div>
    ${bar(state, page.route, speeds)}
    <p class="player-clock muted number">${state.recorded === null ? "" : `Recorded ${second(new Date(state.recorded).toISOString())}`}</p>
    <p class="player-told" role="status">${state.told}</p>
    </div>
  `,
  drawn: (page) => {
    if (page.engine === undefined) begin(page)
    showPlace(page.root, page.state)
  },
  leave: (page) => {
    keep(page)
    page.ending.abort()
    clearInterval(page.keeping)
    page.engine.stop()
    if (document.pictureInPictureElement === videoOf(page)) document.exitPictureInPicture()
  },

  actions: {
    ...acts,
    seek: (page, { value }) => goTo(page, Number(value)),
    loud: (page, { value }) => Object.assign(videoOf(page), { volume: Number(value), muted: Number(value) === 0 }),
    rate: (page, { value }) => {
      videoOf(page).playbackRate = Number(value)
    },
    key: (page, _element, event) => {
      const name = actOfKey(event)
      if (name === undefined) return
      event.preventDefault()
      event.stopPropagation()
      return acts[name](page)
    }
  }
}

export const sheet = "player/player.css"

/**
 * Plays one recording in an element. `address` is its playlist, `recording` what its place is remembered by, `title` its name; it
 * begins at `moment` (when that was recorded), else `live` at the newest, else where this person stopped: at the second `place`, where
 * that is known elsewhere. `grows` says that it goes on. `moved({ moment })` hears of where it is, `stopped` of where it stopped,
 * `kept({ position, seen })` of how far it was seen, and promises to note that; `next()` gives what opens the one after it, nothing
 * where there is none. Gives `{ goTo, stop }`, `goTo(moment)` for one of the same recording.
 */
export const openPlayer = (target, options, context) => {
  let opened
  const shown = show(
    target,
    {
      ...definition,
      enter: (page) => {
        opened = page
      }
    },
    { ...context, alongside: undefined },
    options
  )
  // Whoever opened it has its keys at hand.
  target.firstElementChild.focus({ preventScroll: true })
  return {
    goTo: (moment) => {
      const to = secondOf(opened.state.known, moment)
      if (to === null) return
      goTo(opened, to)
      play(opened)
    },
    stop: shown.stop
  }
}
