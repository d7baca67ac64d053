const step = 10
export const speeds = [0.5, 1, 1.25, 1.5, 2, 4]

/** So many seconds behind the newest piece one goes back to what is live. */
const margin = 8

/** What is said below the picture. */
export const told = {
  waiting: "This can't be played yet; it is tried again.",
  unplayable: "This browser doesn't know how this was coded. Download its files to play them elsewhere.",
  silent: "The browser lets nothing be heard before something on the page was pressed: press the loudspeaker."
}

/** The player's element, also while its page is being left. */
export const videoOf = (page) => page.video

/** Plays; without its sound where the browser allows none yet. */
export const play = async (page) => {
  const video = videoOf(page)
  page.wanted = true
  try {
    await video.play()
  } catch (error) {
    if (error.name !== "NotAllowedError" || video.muted) return
    video.muted = true
    page.forced = true
    page.set({ told: told.silent })
    video.play().catch(() => undefined)
  }
}

const pause = (page) => {
  page.wanted = false
  videoOf(page).pause()
}

/** Goes to a second, as far as there is one. */
export const goTo = (page, seconds) => {
  const video = videoOf(page)
  video.currentTime = Math.min(Math.max(seconds, 0), Math.max(page.state.end, video.currentTime))
}

const toLive = (page) => {
  const video = videoOf(page)
  video.playbackRate = 1
  goTo(page, page.state.known.end - margin)
  play(page)
}

const speed = (page, by) => {
  const video = videoOf(page)
  const next = speeds[speeds.indexOf(video.playbackRate) + by]
  if (next !== undefined) video.playbackRate = next
}

const hush = (page) => {
  const video = videoOf(page)
  page.forced = false
  video.muted = !video.muted
  if (page.state.told === told.silent) page.set({ told: null })
}

const whole = ({ root }) => {
  if (document.fullscreenElement !== null) return document.exitFullscreen()
  // A telephone's player fills its screen by itself.
  return root.requestFullscreen === undefined
    ? root.querySelector("video").webkitEnterFullscreen()
    : root.requestFullscreen()
}

const beside = (page) =>
  document.pictureInPictureElement === null ? videoOf(page).requestPictureInPicture() : document.exitPictureInPicture()

/** What buttons and keys do. */
export const acts = {
  toggle: (page) => (videoOf(page).paused ? play(page) : pause(page)),
  back: (page) => goTo(page, videoOf(page).currentTime - step),
  forth: (page) => goTo(page, videoOf(page).currentTime + step),
  first: (page) => goTo(page, 0),
  last: (page) => (page.state.known.grows ? toLive(page) : goTo(page, page.state.end - 1)),
  slower: (page) => speed(page, -1),
  faster: (page) => speed(page, 1),
  hush,
  whole,
  beside,
  live: toLive,
  next: (page) => page.route.next?.()?.()
}
