import { request } from "../../lib/api.js"
import { path } from "../../lib/router.js"

/** Notes for this person how far a recording was seen; one that was seen to its end begins anew next time. */
export const keepSeen = (id, { position, seen }) =>
  request("PUT", path("api", "recordings", String(id), "seen"), { body: seen ? { position: 0, seen } : { position } })
