import { confirmed } from "../../components/dialog.js"
import { keyOf } from "../../components/subscription.js"
import { toast } from "../../components/toast.js"
import { request } from "../../lib/api.js"
import { count } from "../../lib/format.js"
import { html, on } from "../../lib/html.js"

const verbs = {
  pause: "Pause",
  resume: "Resume",
  reset: "Reset errors",
  archive: "Archive",
  delete: "Delete",
  restart: "Restart"
}
const done = {
  pause: "paused",
  resume: "resumed",
  reset: "reset",
  archive: "archived",
  delete: "deleted",
  restart: "restarting"
}
const final = ["archive", "delete"]

const sizeOf = ({ all, chosen, total }) => (all ? total : chosen.size)

/** What stands over the list while some of it is chosen. */
export const bulkBar = (state, page) => html`
  <div class="bulk" id="bulk" role="group" aria-label="What to do with the chosen">
    <strong class="number">${count(sizeOf(state), "subscription")} chosen</strong>
    ${state.all || state.total <= state.items.length ? null : html`<button class="quiet" data-action="everyMatch">Choose all ${state.total} that match</button>`}
    ${Object.entries(verbs)
      .filter(([name]) => name !== "restart" || page.context.admin())
      .map(
        ([name, verb]) =>
          html`<button data-key="${name}" data-action="bulk" data-verb="${name}" ${on('aria-disabled="true" aria-busy="true"', state.busy === "bulk")}>${verb}</button>`
      )}
    <button class="quiet" data-action="chooseNone">Choose none</button>
  </div>
`

const bodyOf = (page, action) => {
  const { all, chosen, items, mine, posture, q, status } = page.state
  if (!all) {
    const these = items.filter((one) => chosen.has(keyOf(one)))
    return { action, items: these.map(({ driver, username, user_id }) => ({ driver, username, user_id })) }
  }
  return {
    action,
    filter: {
      ...(q !== "" && { q }),
      ...(status.length > 0 && { status }),
      ...(posture !== "" && { posture: [posture] }),
      ...(mine && { user_id: page.context.user().id })
    }
  }
}

/** Choosing rows, and what is then done with all of them at once. */
export const bulkActions = {
  pick: (page, element) => {
    const chosen = page.state.all ? new Set(page.state.items.map(keyOf)) : new Set(page.state.chosen)
    if (element.checked) chosen.add(element.dataset.sub)
    else chosen.delete(element.dataset.sub)
    page.set({ chosen, all: false })
  },
  pickAll: (page, element) =>
    page.set({ chosen: new Set(element.checked ? page.state.items.map(keyOf) : []), all: false }),
  everyMatch: (page) => page.set({ all: true }),
  chooseNone: (page) => page.set({ chosen: new Set(), all: false }),
  bulk: async (page, element) => {
    const action = element.dataset.verb
    const many = count(sizeOf(page.state), "subscription")
    const body = bodyOf(page, action)
    if (final.includes(action)) {
      const meant = await confirmed(page.context, {
        title: `${verbs[action]} ${many}?`,
        text:
          action === "delete"
            ? "The subscriptions are removed; their recordings stay."
            : "They are no longer recorded; the rows stay and can be resumed.",
        verb: `${verbs[action]} ${many}`
      })
      if (meant !== true) return
    }
    page.set({ busy: "bulk" })
    try {
      const { failed, results, succeeded } = await request("POST", "/api/subscriptions/bulk", { body })
      const refusal = results.find(({ ok }) => !ok)
      toast(
        `${count(succeeded, "subscription")} ${done[action]}.${failed === 0 ? "" : ` ${failed} refused: ${refusal.driver}/${refusal.username}: ${refusal.error}`}`,
        { trouble: failed > 0 }
      )
      page.set({ chosen: new Set(), all: false })
    } finally {
      page.set({ busy: null })
      page.refresh()
    }
  }
}
