import type { SettingField } from "./SettingField.ts"

const rule = { group: "storage", overridable: true, restarts: false } as const
const storage = { group: "storage", overridable: false, restarts: false } as const

/** The settings of what is kept, and of the room for it. */
export const storageFields = {
  min_free_space: {
    ...storage,
    kind: "bytes",
    min: 0,
    max: 1_000_000_000_000_000,
    title: "Free space to keep",
    help: "Below this many free bytes recorders are stopped and starts are held until a tenth more is free. 0 turns the check off."
  },
  event_retention: {
    ...storage,
    kind: "duration",
    min: "24h",
    max: "87600h",
    title: "Keep events for",
    help: "Older events and audit entries are removed, and what is known of recordings whose files have been gone for so long."
  },
  keep_days: {
    ...rule,
    kind: "integer",
    min: 0,
    max: 36_500,
    unit: "days",
    title: "Keep recordings for",
    help: "Older ones go into the trash. Where several rules are set, the one that keeps a recording longest counts; what is starred never goes. 0 sets no such rule, and without any rule everything stays."
  },
  keep_newest: {
    ...rule,
    kind: "integer",
    min: 0,
    max: 100_000,
    unit: "recordings",
    title: "Keep the newest recordings",
    help: "So many of each source stay, however old they are. 0 sets no such rule."
  },
  keep_bytes: {
    ...rule,
    kind: "bytes",
    min: 0,
    max: 1_000_000_000_000_000,
    title: "Keep recordings up to a size",
    help: "The newest of each source stay that together take no more than this. 0 sets no such rule."
  },
  subscribers_keep_days: {
    ...storage,
    kind: "integer",
    min: 0,
    max: 36_500,
    unit: "days",
    title: "Subscribers may keep for",
    help: "Who subscribes to a source may ask to keep its recordings for longer than these rules do, up to this many days; of several who ask, who keeps longest counts. With 0 nobody may."
  },
  trash_retention: {
    ...storage,
    kind: "duration",
    min: "0s",
    max: "8760h",
    title: "Keep the trash for",
    help: "What is deleted can be restored for this long, and takes its space as long. Then its files are erased."
  },
  when_nearly_full: {
    ...storage,
    kind: "choice",
    choices: ["hold", "delete"],
    unit: "",
    title: "When the disk is nearly full",
    help: "With hold, starts wait until there is room. With delete, before that the trash is emptied, and then the oldest recordings are erased that are not starred, whatever other rules say of them."
  },
  export_keep_days: {
    ...storage,
    kind: "integer",
    min: 0,
    max: 36_500,
    unit: "days",
    title: "Keep exports for",
    help: "An export is a file that somebody had made of recordings. So many days after it was made it is deleted. 0 keeps exports until somebody deletes them."
  }
} as const satisfies Readonly<Record<string, SettingField>>
