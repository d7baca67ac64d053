import { Schema } from "effect"

/**
 * Why nothing can be recorded into the recordings' folder. `not_mounted`: what lies there is another disk than the one that recordings
 * went to; `mute`: the disk does not answer; `broken`: it answers with an error of another kind.
 */
export const StorageFault = Schema.Literals([
  "not_mounted",
  "missing",
  "read_only",
  "denied",
  "full",
  "no_inodes",
  "quota",
  "mute",
  "broken"
]).annotate({ identifier: "StorageFault" })
export type StorageFault = typeof StorageFault.Type
