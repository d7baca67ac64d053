import { roomToMake } from "../../domain/recordings/StorageRules.ts"
import type { LiveState } from "../supervision/live/LiveState.ts"

/** The bytes for which recordings are to go whatever the rules say of them; 0 while there is room, or starts are to wait instead. */
export const roomNeeded = (live: LiveState["Service"]): number => {
  const { min_free_space: toStayFree, when_nearly_full: then } = live.settings().settings
  return then === "delete" ? roomToMake(live.storage().free, toStayFree) : 0
}
