import { poll } from "./poll.js"
import { clear, render } from "./render.js"

/** What a page knows. Listeners hear of a change once, after it, and only if something in it is new. */
export class Store extends EventTarget {
  #state

  constructor(state) {
    super()
    this.#state = Object.freeze({ ...state })
  }

  get state() {
    return this.#state
  }

  set(change) {
    if (Object.entries(change).every(([key, value]) => Object.is(this.#state[key], value))) return
    this.#state = Object.freeze({ ...this.#state, ...change })
    this.dispatchEvent(new Event("change"))
  }

  /** Calls `listener` after every change until the returned function is called. */
  listen(listener) {
    this.addEventListener("change", listener)
    return () => this.removeEventListener("change", listener)
  }
}

const kinds = ["click", "submit", "input", "change", "paste", "keydown", "pointermove", "pointerleave"]

/** The nearest element around `from` that answers to this kind of event. */
const answering = (from, kind) => {
  const element = from?.closest("[data-action]") ?? null
  if (element === null || kindOf(element).split(" ").includes(kind)) return element
  return answering(element.parentElement, kind)
}

const kindOf = (element) => element.dataset.on ?? (element.tagName === "FORM" ? "submit" : "click")

/**
 * Shows a page in `target` and keeps it true. A page is `{ state, view, read?, actions?, enter?, leave? }`: `state` is what it
 * begins with, or makes that from the route; `view(state, page)` gives markup; `read(page, signal)` is polled; and
 * `actions[name](page, element, event)` answers what happens to elements with `data-action="name"` (`data-on` names the kinds
 * of event); `drawn(page)` follows each drawing. A read gives false where nothing was new; one that is refused for good is told
 * instead of the view, with what `ways(refusal)` offers then. Gives `{ refresh, redraw, stop }`.
 */
export const show = (target, definition, context, route = {}) => {
  const begin = typeof definition.state === "function" ? definition.state(route, context) : definition.state
  const store = new Store({ ...begin, refusal: null })
  let reading
  const page = {
    root: target,
    context,
    route,
    get state() {
      return store.state
    },
    set: (change) => store.set(change),
    refresh: () => reading?.now()
  }

  let asked = false
  let stopped = false
  const draw = () => {
    asked = false
    if (stopped) return
    const held = target.contains(document.activeElement)
    const { refusal } = store.state
    render(target, refusal === null ? definition.view(store.state, page) : refusal.view(definition.ways?.(refusal)))
    // What had the focus is gone: it goes on from the page's top rather than from the document's.
    if (held && document.activeElement === document.body) target.closest("#main, dialog")?.focus()
    definition.drawn?.(page)
  }
  const unlisten = store.listen(() => {
    if (!asked) queueMicrotask(draw)
    asked = true
  })

  const act = (event) => {
    const element = answering(event.target, event.type)
    if (element === null || !target.contains(element)) return
    const action = definition.actions?.[element.dataset.action]
    if (action === undefined) return
    if (event.type === "submit" || event.type === "click") event.preventDefault()
    if (element.getAttribute("aria-disabled") === "true") return
    // At once, so that an action may still stop what the browser does by itself.
    new Promise((resolve) => resolve(action(page, element, event))).catch((error) => context.failed(error))
  }
  for (const kind of kinds) target.addEventListener(kind, act)

  /** What the frame asks beside the page: a refusal of that is none of the page's. */
  const besides = async (signal, news) => {
    try {
      await context.alongside?.(signal, news)
    } catch (error) {
      if (!(error.status > 0)) throw error
    }
  }

  let refused
  /** Reads what the page shows; gives whether anything was new. */
  const read = async (signal) => {
    refused = undefined
    try {
      const news = (await definition.read?.(page, signal)) !== false
      page.set({ refusal: null })
      return news
    } catch (error) {
      if (![400, 403, 404, 422].includes(error.status)) throw error
      const { refusalOf } = await import("./refusal.js")
      page.set({ refusal: refusalOf(error) })
      refused = error
      return false
    }
  }

  definition.enter?.(page)
  draw()
  // A page that reads nothing is read beside all the same, for the frame around it.
  if (definition.read !== undefined || (context.alongside !== undefined && definition.open !== true)) {
    reading = poll(
      async (signal) => {
        await besides(signal, await read(signal))
        context.reached()
        // What is refused for good is asked for ever more rarely.
        if (refused !== undefined) throw refused
      },
      (error) => error !== refused && context.failed(error, { quiet: true })
    )
  }

  return {
    refresh: page.refresh,
    redraw: draw,
    stop: () => {
      stopped = true
      reading?.stop()
      unlisten()
      for (const kind of kinds) target.removeEventListener(kind, act)
      definition.leave?.(page)
      clear(target)
    }
  }
}
