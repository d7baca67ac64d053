import { keyOf, nameOf } from "../../components/subscription.js"
import { toast } from "../../components/toast.js"
import { query, request } from "../../lib/api.js"
import { secondThought } from "../../lib/held.js"
import { path } from "../../lib/router.js"

const find = (page, element) => page.state.items.find((one) => keyOf(one) === element.dataset.sub)

const without = (map, key) => new Map([...map].filter(([one]) => one !== key))

const routeOf = (one, action) =>
  query(path("api", "subscriptions", one.driver, one.username, ...(action === null ? [] : [action])), {
    user_id: one.user_id
  })

/** Sends a change of one subscription; a refusal stands in its row until the next try. */
const send = async (page, one, method, action, options) => {
  const key = keyOf(one)
  page.set({ busy: one.sub_id, trouble: without(page.state.trouble, key) })
  try {
    await request(method, routeOf(one, action), options)
  } catch (error) {
    page.set({ trouble: new Map([...page.state.trouble, [key, error.message]]) })
    throw error
  } finally {
    page.set({ busy: null })
    page.refresh()
  }
}

const resume = async (page, one) => {
  await send(page, one, "POST", "resume")
  toast(`${nameOf(one)} was resumed.`)
}

/** Holds a change back for six seconds: until then the row offers the way back. */
const hold = (page, element, name, method, action) => {
  const one = find(page, element)
  if (one === undefined) return
  const key = keyOf(one)
  page.set({ held: new Map([...page.state.held, [key, name]]) })
  const said = toast(`${nameOf(one)} is ${name === "remove" ? "deleted; its recordings stay" : "archived"}.`, {
    act: { label: "Undo", run: () => undo(page, key) },
    stay: secondThought
  })
  page.held.hold(key, async (options) => {
    said()
    try {
      await send(page, one, method, action, options)
    } finally {
      page.set({ held: without(page.state.held, key) })
    }
  })
}

const undo = (page, key) => {
  page.held.undo(key)
  page.set({ held: without(page.state.held, key) })
}

/** What a row's buttons do. */
export const rowActions = {
  pause: async (page, element) => {
    const one = find(page, element)
    await send(page, one, "POST", "pause")
    toast(`${nameOf(one)} was paused.`, {
      act: { label: "Undo", run: () => resume(page, one).catch(page.context.failed) }
    })
  },
  resume: (page, element) => resume(page, find(page, element)),
  resetError: async (page, element) => {
    const one = find(page, element)
    await send(page, one, "POST", "reset-error")
    toast(`${nameOf(one)} is tried again.`)
  },
  archive: (page, element) => hold(page, element, "archive", "POST", "archive"),
  remove: (page, element) => hold(page, element, "remove", "DELETE", null),
  undo: (page, element) => undo(page, element.dataset.sub)
}
