import type { CauseOf } from "./Cause.ts"
import type { StorageFault } from "./StorageFault.ts"

/** Why nothing is to be recorded into the recordings' folder: too little space is to be left, or nothing can be written. Bytes. */
export type StorageObstacle =
  | { readonly why: "low"; readonly free: number; readonly needed: number }
  | { readonly why: StorageFault }

/** The obstacle as a verdict and the log tell it. */
export const storageCause = (obstacle: StorageObstacle): CauseOf<"disk" | "unwritable"> =>
  obstacle.why === "low"
    ? { kind: "disk", free: obstacle.free, needed: obstacle.needed }
    : { kind: "unwritable", fault: obstacle.why }

/** The name by which an obstacle is stored: of an outage, and of the stops that it makes. */
export const storedAs = ({ why }: StorageObstacle): "disk" | "storage" => (why === "low" ? "disk" : "storage")

const stopping: ReadonlySet<StorageObstacle["why"]> = new Set(["low", "full", "no_inodes", "not_mounted", "missing"])

/**
 * Whether recorders that run are stopped: what they write would fill the disk, or lie beneath the share. Where nothing can be written
 * they fail by themselves, and those that wait for a broadcast may wait on.
 */
export const stopsRecorders = ({ why }: StorageObstacle): boolean => stopping.has(why)
