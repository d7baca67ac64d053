import { morph } from "./morph.js"
import { poll } from "./poll.js"
import { Store } from "./store.js"

/**
 * Shows a page in `target` and keeps it true. A page is `{ state, view, read?, actions? }`: `view(state)` gives markup,
 * `read(page, signal)` is polled, and `actions[name](page, element, event)` answers presses and submits of elements with
 * `data-action="name"`. Gives `{ stop, refresh }`.
 */
export const show = (target, definition, context) => {
  const store = new Store({ ...definition.state, away: null })
  const page = {
    store,
    context,
    get state() {
      return store.state
    },
    set: (change) => store.set(change),
    refresh: () => reading?.now()
  }

  let asked = false
  const draw = () => {
    asked = false
    morph(target, definition.view(store.state, context))
  }
  const unlisten = store.listen(() => {
    if (!asked) queueMicrotask(draw)
    asked = true
  })

  const act = (event) => {
    const element = event.target.closest("[data-action]")
    const kind = element?.dataset.on ?? (element?.tagName === "FORM" ? "submit" : "click")
    if (element === null || kind !== event.type || !target.contains(element)) return
    const action = definition.actions?.[element.dataset.action]
    if (action === undefined) return
    if (event.type !== "input") event.preventDefault()
    Promise.resolve(action(page, element, event)).catch((error) => context.failed(error))
  }
  const kinds = ["click", "submit", "input", "change"]
  for (const kind of kinds) target.addEventListener(kind, act)

  draw()
  const reading =
    definition.read === undefined
      ? undefined
      : poll(
          async (signal) => {
            await definition.read(page, signal)
            page.set({ away: null })
            context.reached()
          },
          (error) => context.failed(error, { quiet: true })
        )

  return {
    stop: () => {
      reading?.stop()
      unlisten()
      for (const kind of kinds) target.removeEventListener(kind, act)
      target.replaceChildren()
    }
  }
}
