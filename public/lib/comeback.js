import { request } from "./api.js"
import { poll } from "./poll.js"

/**
 * Asks now and then whether the server answers, as soon as the network is back, and calls `back({ wasAway })` once it does;
 * `failed(error)` hears of each time that it does not. Gives `{ now, stop, waits }`: `now` asks at once.
 */
export const comeback = ({ back, failed }) => {
  let waits = true
  let wasAway = false
  const asking = poll(
    async (signal) => {
      await request("GET", "/api/health", { signal }).catch((error) => {
        // A refusal is an answer too.
        if (!(error.status > 0)) throw error
      })
      waits = false
      asking.stop()
      back({ wasAway })
    },
    (error) => {
      wasAway = true
      failed(error)
    }
  )
  return { ...asking, waits: () => waits }
}
