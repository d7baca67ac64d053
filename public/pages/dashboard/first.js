import { empty } from "../../components/empty.js"
import { request } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"

const view = (test, busy) =>
  empty(
    "Nothing is recorded yet",
    "Say what to record; this page then says how it goes.",
    html`<p class="tallies">${test ? html`<button class="primary" data-action="first" ${on("aria-busy aria-disabled", busy === "first")}>Record the test channel, hls/testcard</button>` : null}<a class="button" href="/subscriptions?add=1">Add a source</a></p>`
  )

/**
 * What the dashboard of an installation without anything to record offers: its `view(busy)`, and the request for the test channel; null where
 * somebody subscribes to anything. There may be channels that nobody wants yet.
 */
export const readFirst = async (signal) => {
  const [{ items }, { total }] = await Promise.all([
    request("GET", "/api/drivers", { signal }),
    request("GET", "/api/subscriptions?limit=1", { signal })
  ])
  if (total > 0) return null
  const test = items.some(({ name }) => name === "hls")
  return {
    view: (busy) => view(test, busy),
    recordTest: {
      method: "POST",
      route: "/api/subscriptions",
      body: { driver: "hls", username: "testcard" },
      said: "hls/testcard was added; it is always on air."
    }
  }
}
