import { made, morphAs, place } from "./morph.js"

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

/** The text of a row without what the clock changes by itself. */
const still = (text) => text.replace(/(<time[^>]*>)[^<]*/g, "$1")

/**
 * Keeps long lists drawn: `draw(target, items, keyOf, rowOf, then)` makes the element's children one for each item, `rowOf(item)`
 * being the markup of one element with that key as `data-key`, and calls `then()`. Rows that say the same are not touched. What does not fit into a slice
 * goes on between the next frames, so that a thousand rows never hold one up; a later call takes over where it stands.
 */
export const longList = () => {
  const drawn = new WeakMap()
  let turn = 0

  const put = (element, markup, text) => {
    morphAs(element, markup)
    drawn.set(element, text)
  }

  const update = function* (target, items, keyOf, rowOf) {
    const wanted = new Set(items.map(keyOf))
    const known = new Map()
    for (const child of [...target.children]) {
      if (wanted.has(child.dataset.key)) known.set(child.dataset.key, child)
      else {
        const held = child.contains(document.activeElement)
        child.remove()
        // What had the focus is gone: it goes on from the page's top rather than from the document's.
        if (held) target.closest("#main")?.focus({ preventScroll: true })
        yield
      }
    }
    let here = target.firstElementChild
    for (const item of items) {
      const markup = rowOf(item)
      const text = still(markup.text)
      const element = known.get(keyOf(item))
      if (element === undefined) {
        const fresh = made(markup)
        drawn.set(fresh, text)
        target.insertBefore(fresh, here)
      } else {
        if (element === here) here = here.nextElementSibling
        else place(target, element, here)
        if (drawn.get(element) !== text) put(element, markup, text)
      }
      yield
    }
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
    draw: (target, items, keyOf, rowOf, then) => {
      turn += 1
      go(update(target, items, keyOf, rowOf), turn, then)
    },
    stop: () => {
      turn += 1
    }
  }
}
