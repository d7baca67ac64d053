import { defaultSettings, type Settings } from "../../../src/domain/settings/Settings.ts"
import { randomOf } from "./Random.ts"

/** What a seed's world is like before anything happens in it. Times in milliseconds. */
export interface Plan {
  readonly seed: number
  readonly backends: number
  readonly sources: ReadonlyArray<string>
  readonly users: ReadonlyArray<string>
  readonly settings: Settings
  /** Slots and places in the queue of the overseer, as its setting says. */
  readonly limit: number
  readonly queueSize: number | null
  readonly displaces: boolean
  /** Whether the overseer tells of its queue. */
  readonly describesQueue: boolean
  /** Whether the overseer refuses a second task of a source while one runs. */
  readonly dedupes: boolean
  readonly startsWhileDraining: boolean
  readonly skew: number
  /** Whether clocks are set while faults go on. */
  readonly stepped: boolean
  /** How long faults go on. */
  readonly trouble: number
}

/** The most that the overseer's times are ever off: its clock may have been set from one side to the other. */
export const mostSkew = ({ skew, stepped }: Plan): number => (stepped ? 60_000 : Math.abs(skew))

/** In every sixth world fewer recorders may run at once, of all or of each user, than people want. */
const limitsOf = (seed: number): Pick<Settings, "recorders_at_once" | "recorders_per_user"> | undefined => {
  if (seed % 6 !== 0) return undefined
  const random = randomOf(seed, "limits")
  return { recorders_at_once: random.pick([0, 2, 2, 3]), recorders_per_user: random.pick([0, 1, 2]) }
}

const names = ["anna", "bert", "cleo", "dora", "emil", "fred"] as const

export const planOf = (seed: number): Plan => {
  const random = randomOf(seed, "plan")
  const seconds = (low: number, high: number) => `${random.between(low, high)}s`
  return {
    seed,
    backends: random.pick([1, 1, 1, 1, 2, 3]),
    sources: names.slice(0, random.between(3, 6)),
    users: ["alice", "bob", "carol"],
    settings: {
      ...defaultSettings,
      reconcile_interval: seconds(5, 15),
      start_concurrency: random.between(1, 5),
      error_threshold: random.pick([2, 4, 30]),
      error_window: random.pick(["5m", "15m"]),
      restart_delay: "1s",
      restart_delay_max: random.pick(["4s", "8s"]),
      ...limitsOf(seed)
    },
    limit: random.pick([0, 0, 2, 3]),
    queueSize: random.pick([null, 0, 1, 2]),
    displaces: random.chance(0.5),
    dedupes: random.chance(0.3),
    startsWhileDraining: random.chance(0.5),
    skew: random.pick([0, 0, 0, -3_000, 700, 20_000]),
    stepped: randomOf(seed, "clocks").chance(0.15),
    trouble: random.between(90, 150) * 1_000,
    describesQueue: random.chance(0.5)
  }
}
