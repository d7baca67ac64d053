import type { Random } from "../Random.ts"
import type { Fault } from "./Fault.ts"

const [second, minute, hour] = [1_000, 60_000, 3_600_000] as const

/** As far as a time server that had been away for long, a battery that died or a hand at the wrong field set a clock. */
const distance = (random: Random) =>
  random.pick([2 * second, 30 * second, 10 * minute, hour, 26 * hour, 400 * 24 * hour])

/** Clocks that are set. What goes by them alone is off by as much from then on. */
export const clocks: Readonly<Record<string, Fault>> = {
  forward: ({ timeline }, random) => {
    const ms = distance(random)
    timeline.step(ms)
    return `the clock is set forward by ${ms} ms`
  },
  back: ({ timeline }, random) => {
    const ms = distance(random)
    timeline.step(-ms)
    return `the clock is set back by ${ms} ms`
  },
  "of the overseer": ({ setting, timeline }, random) => {
    setting.skewedAt = timeline.now()
    setting.skew = random.pick([-1, 1]) * random.between(0, 30_000)
    return `the overseer's clock is ${setting.skew} ms ahead`
  }
}
