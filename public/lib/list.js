import { elementOf, morphAs, place } from "./morph.js"

/** How long a slice of drawing may take, in milliseconds: well within a frame, layout included. */
const slice = 6

const channel = new MessageChannel()
const waiting = []
channel.port1.onmessage = () => waiting.shift()?.()

/** Goes on as soon as the browser has seen to what is more urgent: frames, and what people press. */
const soon = (act) => {
  waiting.push(act)
  channel.port2.postMessage(null)
}

/** How many rows make one part of a list; a style sheet gives parts out of sight a height to stand for. */
const partOf = 10

/** The text of a row without what the clock changes by itself. */
const still = (text) => text.replace(/(<time[^>]*>)[^<]*/g, "$1")

const partIn = (target) => {
  const part = document.createElement("div")
  part.className = "part"
  part.setAttribute("role", "rowgroup")
  target.append(part)
  return part
}

/**
 * Keeps long lists drawn, in parts that the browser can leave out of its work as long as they are out of sight:
 * `draw(target, items, { keyOf, lookOf, rowOf }, then)` makes one row for each item, `rowOf(item, look)` being the markup of one
 * element with `keyOf(item)` as `data-key`, and calls `then()`. Rows whose item and look are the same as before, or that say the
 * same, are not touched. What does not fit into a slice goes on between the next frames, so that a thousand rows never hold one
 * up; a later call takes over where it stands.
 */
export const longList = () => {
  const drawn = new WeakMap()
  let turn = 0

  const fill = (element, known, markup) => {
    const text = still(markup.text)
    if (drawn.get(element)?.text !== text) morphAs(element, markup)
    drawn.set(element, { known, text })
  }

  const update = function* (target, items, { keyOf, lookOf, rowOf }) {
    const wanted = new Set(items.map(keyOf))
    const rows = new Map()
    for (const row of target.querySelectorAll(":scope > .part > *")) {
      if (wanted.has(row.dataset.key)) rows.set(row.dataset.key, row)
      else {
        const held = row.contains(document.activeElement)
        row.remove()
        // What had the focus is gone: it goes on from the page's top rather than from the document's.
        if (held) target.closest("#main")?.focus({ preventScroll: true })
        yield
      }
    }
    let part
    let here
    for (const [i, item] of items.entries()) {
      if (i % partOf === 0) {
        part = target.children[i / partOf] ?? partIn(target)
        here = part.firstElementChild
      }
      const look = lookOf(item)
      const known = JSON.stringify([item, look])
      const row = rows.get(keyOf(item))
      if (row === undefined) {
        const markup = rowOf(item, look)
        const fresh = elementOf(markup)
        drawn.set(fresh, { known, text: still(markup.text) })
        part.insertBefore(fresh, here)
      } else {
        if (row === here) here = here.nextElementSibling
        else place(part, row, here)
        if (drawn.get(row)?.known !== known) fill(row, known, rowOf(item, look))
      }
      yield
    }
    while (target.children.length > Math.ceil(items.length / partOf)) target.lastElementChild.remove()
  }

  /** Draws slice by slice, unless a later call has taken over. */
  const go = (steps, mine, then) => {
    if (mine !== turn) return
    const end = performance.now() + slice
    while (!steps.next().done) {
      if (performance.now() < end) continue
      soon(() => go(steps, mine, then))
      return
    }
    then()
  }

  return {
    draw: (target, items, how, then) => {
      turn += 1
      go(update(target, items, how), turn, then)
    },
    stop: () => {
      turn += 1
    }
  }
}
