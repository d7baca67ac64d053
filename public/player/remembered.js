import { base } from "../lib/router.js"

/** So many recordings keep their places; the ones that were played longest ago lose them. */
const most = 300

const read = (name) => {
  try {
    return JSON.parse(localStorage.getItem(base + name)) ?? {}
  } catch {
    return {}
  }
}

const write = (name, value) => localStorage.setItem(base + name, JSON.stringify(value))

/** How loud it was when somebody last listened: `{ muted, volume }`. */
export const sound = () => {
  const { muted = false, volume = 1 } = read("sound")
  return { muted: muted === true, volume: volume >= 0 && volume <= 1 ? volume : 1 }
}

export const keepSound = ({ muted, volume }) => write("sound", { muted, volume })

const placesOf = (user) => `places:${user.id}`

/** The second at which this person stopped playing a recording; 0 for one that was not begun, or was seen to its end. */
export const placeIn = (user, recording) => {
  const { [recording]: second = 0 } = read(placesOf(user))
  return second
}

export const keepPlace = (user, recording, second) => {
  const { [recording]: _before, ...others } = read(placesOf(user))
  const kept = Object.entries(others).slice(1 - most)
  write(placesOf(user), Object.fromEntries(second > 0 ? [...kept, [recording, Math.floor(second)]] : kept))
}
