import { toast } from "../../components/toast.js"
import { query, request } from "../../lib/api.js"
import { wayBack } from "../../lib/delayed.js"
import { notDone } from "../../lib/refused.js"
import { path } from "../../lib/router.js"
import { delayChange, undo } from "./delayChange.js"
import { keyOf, nameOf } from "./row.js"

const find = (page, element) => page.state.items.find((one) => keyOf(one) === element.dataset.sub)

const without = (map, key) => new Map([...map].filter(([one]) => one !== key))

const routeOf = (one, action) =>
  query(path("api", "subscriptions", one.driver, one.username, ...(action === null ? [] : [action])), {
    user_id: one.user_id
  })

const done = { pause: "paused", resume: "resumed", archive: "archived", delete: "unsubscribed", "reset-error": "reset" }

/** Sends a change of one subscription; a refusal stands in its row until the next try. */
const send = async (page, one, method, action, options) => {
  const key = keyOf(one)
  page.set({ busy: one.sub_id, trouble: without(page.state.trouble, key) })
  try {
    await request(method, routeOf(one, action), options)
  } catch (error) {
    notDone(error, done[action ?? "delete"])
    page.set({ trouble: new Map([...page.state.trouble, [key, error.message]]) })
    throw error
  } finally {
    page.set({ busy: null })
    page.refresh()
  }
}

/** Changes the posture at once, and offers the one that it had. */
const become = async (page, one, action) => {
  const back = wayBack[one.posture]
  await send(page, one, "POST", action)
  const run = () =>
    send(page, one, "POST", back).then(() => toast(`${nameOf(one)} was ${done[back]}.`), page.context.failed)
  toast(`${nameOf(one)} was ${done[action]}.`, { act: { label: "Undo", run } })
}

const later = {
  archive: ["POST", "archive", "archived"],
  remove: ["DELETE", null, "unsubscribed; its recordings stay"]
}

const hold = (page, element, what) => {
  const one = find(page, element)
  if (one === undefined) return
  const [method, action, words] = later[what]
  delayChange(page, {
    keys: [keyOf(one)],
    what,
    sentence: `${nameOf(one)} will be ${words}.`,
    send: (options) => send(page, one, method, action, options)
  })
}

/** What a row's buttons do. */
export const rowActions = {
  more: async (page, element) => {
    const { openMenu } = await import("./menu.js")
    const chosen = await openMenu(page.context, find(page, element))
    // The list may have been left, or the row may be gone, while the menu was open.
    if (chosen !== undefined && find(page, element) !== undefined) await rowActions[chosen](page, element)
  },
  pause: (page, element) => become(page, find(page, element), "pause"),
  resume: (page, element) => become(page, find(page, element), "resume"),
  resetError: async (page, element) => {
    const one = find(page, element)
    await send(page, one, "POST", "reset-error")
    toast(`${nameOf(one)} is tried again.`)
  },
  archive: (page, element) => hold(page, element, "archive"),
  remove: (page, element) => hold(page, element, "remove"),
  undo: (page, element) => undo(page, element.dataset.sub)
}
