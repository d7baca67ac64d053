import type { StorageGate } from "../../domain/supervision/StorageGate.ts"
import type { LiveState } from "../supervision/live/LiveState.ts"

type Obstacle = NonNullable<StorageGate["obstacle"]>["why"]

/** What keeps recordings from being written, and hides none of them. */
const full: ReadonlySet<Obstacle> = new Set(["low", "full", "quota", "no_inodes", "read_only"])

/** Whether what the recordings' folder shows is what there is: a full disk shows all, one that is away nothing. */
export const folderIsThere = (live: LiveState["Service"]): boolean => {
  const { obstacle } = live.storage()
  return obstacle === null || full.has(obstacle.why)
}
