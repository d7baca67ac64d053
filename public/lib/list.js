import { keepListClocks } from "./listClocks.js"
import { elementOf, isSeen, place } from "./render.js"

/** How long a slice of drawing may take, in milliseconds: well within a frame, layout included. */
const slice = 4

const channel = new MessageChannel()
const waiting = []
channel.port1.onmessage = () => waiting.shift()?.()

/** Goes on as soon as the browser has seen to what is more urgent: frames, and what people press. */
const soon = (act) => {
  waiting.push(act)
  channel.port2.postMessage(null)
}

/** Goes on when the browser has nothing better to do, where one can say so. */
const seldom = (act) =>
  globalThis.scheduler?.postTask === undefined ? soon(act) : scheduler.postTask(act, { priority: "background" })

/** How many rows make one part of a list; a style sheet gives parts out of sight a height to stand for. */
const partOf = 10

/** Whether two objects hold the same values. */
const same = (a, b) => {
  if (a === b) return true
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]))
}

const keyIn = (row) => row.getAttribute("data-key")

const partIn = (target) => {
  const part = document.createElement("div")
  part.className = "part"
  part.setAttribute("role", "rowgroup")
  target.append(part)
  return part
}

/** Takes away the rows that nobody wants any longer, whole parts at once; gives the others by their key. */
const kept = function* (target, wanted) {
  const rows = new Map()
  for (const part of [...target.children]) {
    const held = part.contains(document.activeElement)
    const gone = []
    for (const row of part.children) {
      if (wanted.has(keyIn(row))) rows.set(keyIn(row), row)
      else gone.push(row)
    }
    if (gone.length === part.children.length) part.remove()
    else for (const row of gone) row.remove()
    // What had the focus is gone: it goes on from the page's top rather than from the document's.
    if (held && !part.contains(document.activeElement)) target.closest("#main")?.focus({ preventScroll: true })
    yield soon
  }
  return rows
}

/**
 * Keeps long lists drawn, in parts that the browser can leave out of its work as long as they are out of sight:
 * `draw(target, items, { keyOf, lookOf, rowOf }, then)` makes one row for each item, `rowOf(item, look)` being the markup of one
 * element with `keyOf(item)` as `data-key`, and calls `then()` when all are there. What says the same as before is not touched. What does not fit into a slice goes on between the next frames, so that a thousand rows
 * never hold one up, and what changes out of sight waits for a moment with nothing else to do; a later call takes over where it
 * stands.
 */
export const longList = () => {
  keepListClocks()
  const drawn = new WeakMap()
  let turn = 0

  const fill = (row, item, look, rowOf) => {
    const { take } = drawn.get(row)
    take(rowOf(item, look))
    drawn.set(row, { item, look, take })
  }

  const update = function* (target, items, { keyOf, lookOf, rowOf }, then) {
    const rows = yield* kept(target, new Set(items.map(keyOf)))
    const outOfSight = []
    let part
    let here
    for (const [i, item] of items.entries()) {
      if (i % partOf === 0) {
        part = target.children[i / partOf] ?? partIn(target)
        here = part.firstElementChild
      }
      const look = lookOf(item)
      const row = rows.get(keyOf(item))
      if (row === undefined) {
        const { element, take } = elementOf(rowOf(item, look))
        drawn.set(element, { item, look, take })
        part.insertBefore(element, here)
      } else {
        if (row === here) here = here.nextElementSibling
        else place(part, row, here)
        const known = drawn.get(row)
        if (!same(known.item, item) || !same(known.look, look)) {
          if (isSeen(part)) fill(row, item, look, rowOf)
          else outOfSight.push([row, item, look])
        }
      }
      yield soon
    }
    while (target.children.length > Math.ceil(items.length / partOf)) target.lastElementChild.remove()
    then()
    for (const [row, item, look] of outOfSight) {
      yield seldom
      fill(row, item, look, rowOf)
    }
  }

  /** Draws slice by slice, unless a later call has taken over. */
  const go = (steps, mine) => {
    if (mine !== turn) return
    const end = performance.now() + slice
    let step = steps.next()
    while (!step.done && performance.now() < end) step = steps.next()
    if (!step.done) step.value(() => go(steps, mine))
  }

  return {
    draw: (target, items, how, then) => {
      turn += 1
      go(update(target, items, how, then), turn)
    },
    stop: () => {
      turn += 1
    }
  }
}
