import { query, request, watched } from "./api.js"
import { seldom } from "./seldom.js"

/**
 * What the frame shows beside any page: how many record, and whether overseer and database answer. It goes along with a page's
 * reads: `read(signal, { counted, news, unknown })`. A page that knows the number itself (`counted`) spares the request for it, and where
 * a read brought no `news` there is hardly ever anything to ask. What the page shows as unknown, or no longer (null: it does not
 * tell), says that the overseer went or came: that is asked at once.
 */
export const pulse = ({ admin, told }) => {
  const counts = watched(query(admin ? "/api/sources" : "/api/subscriptions", { limit: 1 }))
  let counting = false
  const asking = seldom()
  let well = true
  let connected = true

  const count = async (signal) => {
    const answer = await counts(signal)
    counting = true
    if (answer !== undefined) told({ recording: answer.counts.status.recording ?? 0 })
  }

  const neighbours = async (signal) => {
    const health = await request("GET", "/api/health", { signal }).catch((error) => {
      if (error.name === "AbortError" || error.code === "away") throw error
      return { overseer_connected: false, database_connected: true, ...error.answer }
    })
    asking.done()
    connected = health.overseer_connected
    well = health.overseer_connected && health.database_connected
    told({ health: { overseer: health.overseer_connected, database: health.database_connected } })
  }

  return async (signal, { counted, news, unknown = null }) => {
    if (!counted && (news || !counting)) await count(signal)
    if ((news && unknown === connected) || asking.due({ news, trouble: !well })) await neighbours(signal)
  }
}
