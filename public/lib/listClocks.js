import { update } from "../components/when.js"
import { isSeen, setSeen } from "./render.js"

const updateIn = (part) => update(part.querySelectorAll("time[data-when]"))

/** Parts of long lists whose moments wait for their turn: one part a frame, or a page full of clocks would hold one up. */
const due = new Set()

const turn = () => {
  const [part] = due
  due.delete(part)
  if (part.isConnected && isSeen(part)) updateIn(part)
  if (due.size > 0) requestAnimationFrame(turn)
}

const inTurn = (part) => {
  if (due.size === 0) requestAnimationFrame(turn)
  due.add(part)
}

const tick = () => {
  for (const part of document.querySelectorAll(".part")) if (isSeen(part)) inTurn(part)
}

/** How long no further part must have come into sight until the moments of those that did are brought up to date, in milliseconds. */
const settled = 100

const fresh = new Set()
let settling

const catchUp = () => {
  for (const part of fresh) inTurn(part)
  fresh.clear()
}

/**
 * Notes that the browser leaves a part of a long list out of its work, or takes it in again: there moments stand still meanwhile.
 * Whoever scrolls fast reads none of those that come by: they wait for the end of it, or for the next tick.
 */
const sighted = ({ skipped, target }) => {
  setSeen(target, !skipped)
  if (skipped) return fresh.delete(target)
  fresh.add(target)
  clearTimeout(settling)
  settling = setTimeout(catchUp, settled)
}

let running = false

/** Keeps the moments in parts of long lists current from now on, where they may be seen. */
export const keepListClocks = () => {
  if (running) return
  running = true
  addEventListener("tick", tick)
  document.addEventListener("contentvisibilityautostatechange", sighted, true)
}
