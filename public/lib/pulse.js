import { query, request, watched } from "./api.js"

/** Every how many reads of a page the neighbours are asked after as well: at 5 s a read, twice a minute. */
const rarely = 6

/**
 * What the frame shows beside any page: how many record, and whether overseer and database answer. `read(signal, counted)` goes
 * along with a page's reads; a page that knows the number itself (`counted`) spares the request for it.
 */
export const pulse = ({ admin, told }) => {
  const counts = watched(query(admin ? "/api/sources" : "/api/subscriptions", { limit: 1 }))
  let round = 0
  return async (signal, counted) => {
    if (!counted) {
      const answer = await counts(signal)
      if (answer !== undefined) told({ recording: answer.counts.status.recording ?? 0 })
    }
    if (round++ % rarely !== 0) return
    const health = await request("GET", "/api/health", { signal }).catch((error) => {
      if (error.name === "AbortError" || error.code === "away") throw error
      return { overseer_connected: false, database_connected: true, ...error.answer }
    })
    told({ health: { overseer: health.overseer_connected, database: health.database_connected } })
  }
}
