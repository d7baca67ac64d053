/** What needs attention, worst first. */
export const troubled = ["error", "refused", "stalled", "held", "unknown"]

/** Whether the disk has little room. */
export const isTight = ({ free_bytes: free, min_free_bytes: kept }) =>
  free !== null && free < Math.max(2 * kept, 1_000_000_000)

/** Whether a neighbour is meant to be there and isn't. */
export const isAway = ({ configured, connected }) => configured && !connected

const isAmiss = (diagnostics) =>
  !diagnostics.overseer.connected ||
  diagnostics.media_trouble !== null ||
  (diagnostics.room_stopped ?? null) !== null ||
  diagnostics.outdated_runs > 0 ||
  isAway(diagnostics.converter) ||
  isAway(diagnostics.thumbnailer) ||
  isTight(diagnostics)

/** Whether anything may need somebody: what that is comes only then. */
export const mayNeed = ({ counts, diagnostics, health }) =>
  [...troubled, "queued", "stopping"].some((one) => counts[one] > 0) ||
  health?.overseer === false ||
  health?.database === false ||
  (diagnostics !== null && isAmiss(diagnostics))
