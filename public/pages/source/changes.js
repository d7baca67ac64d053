import { toast } from "../../components/toast.js"
import { query, request } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { secondThought, wayBack } from "../../lib/delayed.js"
import { path } from "../../lib/router.js"

/** The caller's own subscription to the source, undefined for none. */
export const mine = (page) => page.state.detail.subscribers.find(({ user_id }) => user_id === page.context.user().id)

const nameOf = ({ route: { params } }) => `${params.driver}/${params.username}`

const subscriptionOf = ({ route: { params } }, ...rest) =>
  path("api", "subscriptions", params.driver, params.username, ...rest)

const listed = (words) => [words.slice(0, -1).join(", "), words.at(-1)].filter((part) => part !== "").join(" and ")

const done = {
  pause: "paused",
  resume: "resumed",
  archive: "archived",
  remove: "unsubscribed",
  subscribe: "subscribed to",
  resetError: "reset",
  restart: "restarted"
}

const change = async (page, key, method, route, options) => {
  try {
    return await attempt(page, key, () => request(method, route, options), done[key])
  } finally {
    page.refresh()
  }
}

/** Changes the posture at once, and offers the one that it had. */
const become = async (page, action) => {
  const back = wayBack[mine(page).posture]
  await change(page, action, "POST", subscriptionOf(page, action))
  const run = () =>
    change(page, back, "POST", subscriptionOf(page, back)).then(
      () => toast(`${nameOf(page)} was ${done[back]}.`),
      page.context.failed
    )
  page.withdraw?.()
  page.withdraw = toast(`${nameOf(page)} was ${done[action]}.`, { act: { label: "Undo", run } })
}

const undo = (page) => {
  page.delayed.undo("own")
  page.saidDelayed?.()
  page.set({ delayed: null })
}

/** Holds a change of the own subscription back for six seconds: until then there is a way back. */
const hold = (page, name, sentence, method, ...rest) => {
  page.set({ delayed: name })
  page.saidDelayed = toast(sentence, { act: { label: "Undo", run: () => undo(page) }, stay: secondThought })
  page.delayed.delay("own", async (options) => {
    page.saidDelayed()
    try {
      await change(page, name, method, subscriptionOf(page, ...rest), options)
    } finally {
      page.set({ delayed: null })
    }
    // Nothing of the source is left to see for somebody who no longer subscribes to it.
    if (name === "remove" && !page.context.admin() && !page.left) page.context.go("/subscriptions")
  })
}

/** What the buttons beside the source's name do. */
export const sourceChanges = {
  why: (page) => page.set({ why: !(page.state.why ?? page.state.detail.status !== "recording") }),
  pause: (page) => become(page, "pause"),
  resume: (page) => become(page, "resume"),
  archive: (page) => hold(page, "archive", `${nameOf(page)} will be archived.`, "POST", "archive"),
  remove: (page) => hold(page, "remove", `${nameOf(page)} will be unsubscribed; its recordings stay.`, "DELETE"),
  undo,
  subscribe: async (page) => {
    await change(page, "subscribe", "POST", "/api/subscriptions", { body: page.route.params })
    toast(`You subscribe to ${nameOf(page)} now.`)
  },
  resetError: async (page) => {
    const user_id = (mine(page) ?? page.state.detail.subscribers[0])?.user_id
    await change(page, "resetError", "POST", query(subscriptionOf(page, "reset-error"), { user_id }))
    toast(`${nameOf(page)} is tried again.`)
  },
  move: async (page) => {
    const { driver, username } = page.route.params
    const { openMove } = await import("../subscriptions/address.js")
    const moved = await openMove(page.context, page.state.detail, path("api", "sources", driver, username, "address"))
    if (moved === undefined) return
    const kept =
      moved.kept.length === 0
        ? ""
        : ` Its ${listed(moved.kept)} went with it: its settings remove what is not for there.`
    toast(
      `Saved. ${moved.outdated ? "A restart brings its recorder there." : "Its recorder goes there with its next start."}${kept}`
    )
    page.refresh()
  },
  restart: async (page) => {
    const { driver, username } = page.route.params
    await change(page, "restart", "POST", path("api", "sources", driver, username, "restart"))
    toast(`The recorder of ${nameOf(page)} is being restarted with today's settings.`)
  }
}
