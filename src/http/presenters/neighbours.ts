import type { Figures, Told } from "../../ports/Neighbour.ts"

/** How a neighbour that runs tasks fares, as far as it says. */
export const neighbourShown = (told: Told<Figures>) => {
  const nothing = { configured: told._tag !== "off", connected: false, error: null, pool: null, metrics: null }
  if (told._tag === "off") return nothing
  if (told._tag === "unknown") return { ...nothing, error: told.reason }
  const { metrics, pool } = told.value
  const { limit, queueDepth, running } = pool
  return { ...nothing, connected: true, pool: { limit, running, queue_depth: queueDepth }, metrics }
}
