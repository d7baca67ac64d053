import { Effect } from "effect"
import type { Settings } from "../../src/domain/settings/Settings.ts"
import type { TaskId } from "../../src/domain/supervision/TaskId.ts"
import type { UserId } from "../../src/domain/values/Ids.ts"
import type { Options } from "../adapters/overseer/scripted/Knobs.ts"
import type { Line } from "../adapters/overseer/scripted/Lines.ts"
import { disk, type stack } from "./Stack.ts"

/** What a way to be not recorded is brought about with. */
export interface Scene extends Effect.Success<ReturnType<typeof stack>> {
  readonly alice: UserId
  /** Carol's recorder, which is the first that runs. */
  readonly task: Effect.Effect<TaskId>
}

/** A way in which a source is not recorded, and what is told of it. */
export interface Way {
  readonly options?: Options
  readonly settings?: Partial<Settings>
  /** What is done once somebody wants carol's source, whose recorder has been started where one may be. */
  readonly by: (s: Scene) => Effect.Effect<unknown>
  /** Whatever is in the way before that. */
  readonly before?: (s: Scene) => Effect.Effect<unknown>
  readonly status: string
  readonly cause: string
  readonly needs: "somebody" | "time"
  readonly coverage: string
  /** What its sentence says to do, or to wait for. */
  readonly says: RegExp
}

const trouble =
  (fields: Readonly<Record<string, string>>): Line =>
  () =>
    JSON.stringify({ event: "TROUBLE", tries: "3", ...fields })

const sleep =
  (reason: string): Line =>
  () =>
    JSON.stringify({ event: "SLEEP", interval: "00:01:00", reason })

/** Its recorder says what stands in its way, and looks again a minute later. */
const says =
  (fields: Readonly<Record<string, string>>) =>
  (s: Scene): Effect.Effect<unknown> =>
    Effect.flatMap(s.task, (task) => s.scripted.says(task, trouble(fields), sleep(fields["cause"] ?? "")))

const breaks =
  (change: Partial<typeof disk>) =>
  (s: Scene): Effect.Effect<unknown> =>
    Effect.andThen(
      Effect.sync(() => void Object.assign(disk, change)),
      // Recorders that can't write end by themselves.
      Effect.flatMap(s.scripted.live, (live) =>
        Effect.forEach(live, ({ taskId }) => Effect.ignore(s.scripted.exit(taskId, 1)))
      )
    )

/** Others that want a recorder, and have one, before carol's is wanted. */
const others = (s: Scene) => Effect.andThen(s.subscribe(s.alice, "other"), s.pass(1))

const nothing = () => Effect.void

const site = {
  needs: "somebody",
  says: /It needs cookies, a login or another address\..*keeps trying, tried 3 times/
} as const
const trying = {
  status: "backoff",
  needs: "time",
  coverage: "gap hindered",
  says: /The recorder keeps trying, tried 3 times/
} as const
const held = { status: "held", coverage: "gap storage" } as const
const storage = {
  ...held,
  cause: "unwritable",
  needs: "somebody",
  says: /Nothing is started until it can be written again; recording then goes on by itself/
} as const

/** The ways, each as what the source is. */
export const ways: Readonly<Record<string, Way>> = {
  "refused with 403": {
    by: says({ cause: "http", http_status: "403", host: "a.example" }),
    status: "refused",
    cause: "http",
    coverage: "gap denied",
    ...site
  },
  "asked for a login (401)": {
    by: says({ cause: "http", http_status: "401", host: "a.example" }),
    status: "refused",
    cause: "http",
    coverage: "gap denied",
    ...site
  },
  "asked for a proof of being human": {
    by: says({ cause: "challenge", host: "a.example" }),
    status: "refused",
    cause: "challenge",
    coverage: "gap denied",
    ...site
  },
  "answered with 503": { by: says({ cause: "http", http_status: "503", host: "a.example" }), cause: "http", ...trying },
  "not to be found by name": { by: says({ cause: "dns", host: "a.example" }), cause: "dns", ...trying },
  "no playlist": { by: says({ cause: "unreadable", host: "a.example" }), cause: "unreadable", ...trying },
  "off air": {
    by: (s) => Effect.flatMap(s.task, (task) => s.scripted.says(task, sleep("off_air"))),
    status: "waiting",
    cause: "off_air",
    needs: "time",
    coverage: "off air",
    says: /The source is off air; the recorder looks again regularly/
  },
  "stalled: nothing came of its recording": {
    by: (s) => Effect.andThen(Effect.flatMap(s.task, s.scripted.startsRecording), s.pass(120)),
    status: "stalled",
    cause: "silent",
    needs: "somebody",
    coverage: "gap stalled",
    says: /Restart the source if it does not recover/
  },
  "held by a share that is unmounted": { by: breaks({ device: "beneath", marked: false }), ...storage },
  "held by a disk that is full": { by: breaks({ free: 0, fault: "full" }), ...storage },
  "held by a folder that can't be written": { by: breaks({ fault: "denied" }), ...storage },
  "held by a disk that is read-only": { by: breaks({ fault: "read_only" }), ...storage },
  "held by a disk that is nearly full": {
    by: breaks({ free: 400_000_000 }),
    ...held,
    coverage: "gap disk",
    cause: "disk",
    needs: "somebody",
    says: /400 MB are free, 1\.1 GB are needed\. Free some space; recording then goes on by itself/
  },
  "held by the machine's limit": {
    settings: { recorders_at_once: 1 },
    before: others,
    by: nothing,
    status: "held",
    cause: "limit",
    needs: "time",
    coverage: "gap limit",
    says: /started as soon as there is room; an admin may raise the limit \(recorders_at_once\)/
  },
  "held by a user's limit": {
    settings: { recorders_per_user: 1 },
    before: others,
    by: nothing,
    status: "held",
    cause: "limit",
    needs: "time",
    coverage: "gap user_limit",
    says: /started as soon as there is room; an admin may raise the limit \(recorders_per_user\)/
  },
  queued: {
    options: { limit: 1, queueSize: 5 },
    before: others,
    by: nothing,
    status: "queued",
    cause: "capacity",
    needs: "time",
    coverage: "gap queue",
    says: /Waiting for a free slot at the overseer, position 1/
  },
  "behind a link that is down": {
    options: { redialAfter: null },
    by: (s) => s.scripted.drop(),
    status: "unknown",
    cause: "overseer",
    needs: "somebody",
    coverage: "off air",
    says: /The overseer can't be reached since/
  },
  "failing, before the next try": {
    settings: { restart_delay: "2m", restart_delay_max: "2m" },
    by: (s) => Effect.flatMap(s.task, (task) => s.scripted.exit(task, 1)),
    status: "backoff",
    cause: "exit",
    needs: "time",
    coverage: "gap failure",
    says: /once in the error window\. Next try at/
  },
  "tripped by failures": {
    settings: { error_threshold: 1 },
    by: (s) => Effect.flatMap(s.task, (task) => s.scripted.exit(task, 1)),
    status: "error",
    cause: "exit",
    needs: "somebody",
    coverage: "gap error",
    says: /Recording was given up.*Reset the error to try again/
  },
  "a start that the overseer refuses": {
    before: (s) => s.scripted.refuse("hls", 'parameter "resolution" is out of range'),
    by: nothing,
    status: "error",
    cause: "refused_start",
    needs: "somebody",
    coverage: "gap refused",
    says: /resolution" is out of range\. Change the settings or the overseer's actions, or reset the error/
  },
  "blocked by the site": {
    by: (s) => Effect.flatMap(s.task, (task) => s.scripted.exit(task, 3)),
    status: "backoff",
    cause: "blocked",
    needs: "time",
    coverage: "gap blocked",
    says: /The site blocked the recorder\. Next try at/
  },
  "over, by its recorder's word": {
    settings: { check_interval: "5m" },
    by: (s) => Effect.flatMap(s.task, (task) => s.scripted.exit(task, 0)),
    status: "backoff",
    cause: "ended",
    needs: "time",
    coverage: "gap ended",
    says: /The broadcast ended.*looked at again at/
  },
  "a stop that does not end": {
    options: { stopTakes: "never" },
    by: (s) =>
      Effect.andThen(s.set(s.alice, "carol", "paused"), Effect.andThen(s.pass(60), s.set(s.alice, "carol", "active"))),
    status: "stopping",
    cause: "stop",
    needs: "somebody",
    coverage: "off air",
    says: /does not end, process \d+.*It is not asked again: end it there/
  }
}
