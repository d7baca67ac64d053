import type { Figures, NeighbourAnswer } from "../../ports/Neighbour.ts"

/** How a neighbour that runs tasks fares, as far as it says. */
export const neighbourShown = (answer: NeighbourAnswer<Figures>) => {
  const configured = answer._tag !== "off"
  const nothing = { configured, connected: false, error: null, pool: null, metrics: null, missing: [] }
  if (answer._tag === "off") return nothing
  if (answer._tag === "unknown") return { ...nothing, error: answer.reason }
  const { metrics, missing, pool } = answer.value
  const { limit, queueDepth, running } = pool
  return { ...nothing, connected: true, pool: { limit, running, queue_depth: queueDepth }, metrics, missing }
}
