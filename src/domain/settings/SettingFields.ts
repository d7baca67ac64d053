import { secretFields } from "./SecretFields.ts"
import type { SettingField } from "./SettingField.ts"
import { storageFields } from "./StorageFields.ts"

const recorder = { group: "recording", overridable: true, restarts: true } as const
const policy = { group: "restarts", overridable: false, restarts: false } as const
const supervision = { group: "supervision", overridable: false, restarts: false } as const

/** Every setting that an admin may edit: the one description that validation, API, page and documentation come from. */
export const settingFields = {
  resolution: {
    ...recorder,
    kind: "choice",
    choices: ["480", "720", "1080", "best"],
    unit: "lines",
    title: "Resolution",
    help: "The recorder takes this height or the next lower one that the stream offers; best is the highest."
  },
  framerate: {
    ...recorder,
    kind: "choice",
    choices: ["30", "60"],
    unit: "frames per second",
    title: "Frame rate",
    help: "The recorder takes this rate or the next lower one that the stream offers."
  },
  out_pattern: {
    ...recorder,
    kind: "text",
    max: 500,
    title: "File names",
    help: "Where a recording is written below the recordings' folder: {{.Driver}}/{{.Source}}/, a folder for the session, and a name without its extension. Fields: {{.Session.Year}}, {{.Recording.Hour}} and so on."
  },
  segment_length: {
    ...recorder,
    kind: "duration",
    min: "0s",
    max: "6h",
    title: "Segment length",
    help: "A new file begins after this long. 0 s writes one file per recording, without heartbeats and with less safety."
  },
  check_interval: {
    ...recorder,
    kind: "duration",
    min: "5s",
    max: "1h",
    title: "Check interval",
    help: "How often a recorder looks whether a source that is off air has come back."
  },
  heartbeat_interval: {
    ...recorder,
    kind: "duration",
    min: "1s",
    max: "10m",
    title: "Heartbeat interval",
    help: "How often a recorder reports. After three missed reports the source counts as stalled."
  },
  user_agent: {
    ...recorder,
    kind: "text",
    max: 500,
    title: "User agent",
    help: "What recorders call themselves to sites. Empty leaves it to the recorder."
  },
  ...secretFields,
  restart_delay: {
    ...policy,
    kind: "duration",
    min: "1s",
    max: "1h",
    title: "Restart delay",
    help: "The wait after a recorder's first failure; doubled after each further one."
  },
  restart_delay_max: {
    ...policy,
    kind: "duration",
    min: "1s",
    max: "6h",
    title: "Longest restart delay",
    help: "No wait between failures is longer. A source that its site blocks waits this long at once."
  },
  error_window: {
    ...policy,
    kind: "duration",
    min: "10s",
    max: "24h",
    title: "Error window",
    help: "Only failures within this stretch count. It must be longer than all the waits before the threshold together."
  },
  error_threshold: {
    ...policy,
    kind: "integer",
    min: 1,
    max: 50,
    unit: "failures",
    title: "Error threshold",
    help: "At this many failures within the window a source goes to error and is not started again until it is reset."
  },
  reconcile_interval: {
    ...supervision,
    kind: "duration",
    min: "1s",
    max: "10m",
    title: "Reconcile interval",
    help: "How often everything that should run is compared with everything that does. Changes are acted on at once anyway."
  },
  start_concurrency: {
    ...supervision,
    kind: "integer",
    min: 1,
    max: 1000,
    unit: "starts",
    title: "Starts at a time",
    help: "At most this many recorders are being started or restarted at one time."
  },
  recorders_at_once: {
    ...supervision,
    kind: "integer",
    min: 0,
    max: 100_000,
    unit: "recorders",
    title: "Recorders at once",
    help: "So many run at the same time; other sources wait, who was wanted first goes first, and what runs already goes on. 0 is as many as the cores and the memory of the backend's machine carry: where recorders run on another one, say what that carries."
  },
  ...storageFields,
  driver_urls: {
    group: "access",
    overridable: false,
    restarts: false,
    kind: "urls",
    title: "Addresses of sites",
    help: "For each driver the public address of a source, with {username} where its name goes. Pasted addresses are understood through it."
  },
  subscriptions_per_user: {
    group: "access",
    overridable: false,
    restarts: false,
    kind: "integer",
    min: 0,
    max: 100_000,
    unit: "subscriptions",
    title: "Subscriptions a user may have",
    help: "Who has this many can add no more; what is there stays. Admins may add more, for themselves and for others. 0 sets no limit. Settings saved by clients that leave it out get the default, 1,000."
  },
  recorders_per_user: {
    group: "access",
    overridable: false,
    restarts: false,
    kind: "integer",
    min: 0,
    max: 100_000,
    unit: "recorders",
    title: "Recorders of a user at once",
    help: "So many sources that a user actively wants are recorded at the same time; further ones wait, unless somebody else who has not as many wants them too. 0 sets no limit."
  },
  members_give_addresses: {
    group: "access",
    overridable: false,
    restarts: false,
    kind: "boolean",
    title: "Members give addresses",
    help: "Lets everybody add sources by the address of a stream, and see where sources are. Otherwise only admins do. An address that leads to this machine or its own link is an admin's to give in any case, and no site at an address that somebody else gave is shown the cookies, headers or login of everybody or a driver, but the driver's own sites."
  },
  subscribers_see_sources: {
    group: "access",
    overridable: false,
    restarts: false,
    kind: "boolean",
    title: "Subscribers see recordings",
    help: "Opens events, log, files and coverage of a source to its active and paused subscribers. Otherwise only admins see them."
  }
} as const satisfies Readonly<Record<string, SettingField>>

export type SettingKey = keyof typeof settingFields

/** The settings that a driver or a source may override, in the order of the form. */
export const overridableKeys = (Object.keys(settingFields) as Array<SettingKey>).filter(
  (key) => settingFields[key].overridable
)
