import { sentence } from "./laws/Laws.ts"
import { planOf } from "./Plan.ts"
import { scheduleOf } from "./schedule.ts"
import { shrink } from "./shrink.ts"
import { play } from "./simulate.ts"
import type { Tally } from "./Tally.ts"

/** The lines of a trace that are shown of a long one: its end, where the law breaks. */
const shown = 150

/** A seed that broke a law, in words: how to play it again, and its schedule made as short as it goes. */
export const tellFailure = (seed: number): string => {
  const plan = planOf(seed)
  const schedule = scheduleOf(plan)
  const shortest = shrink(plan, schedule, play(plan, schedule))
  const { broken, trace } = play(plan, shortest, true)
  const last = trace.findIndex((line) => line.includes("BROKEN"))
  const until = trace.slice(0, last < 0 ? trace.length : last + 1)
  return [
    `seed ${seed} breaks a law. Play it again: npm run faults -- --seed ${seed}`,
    ...broken.slice(0, 3).map(sentence),
    `what is left of ${schedule.length} faults: ${shortest.length}`,
    ...(until.length > shown ? [`(${until.length - shown} earlier lines)`] : []),
    ...until.slice(-shown)
  ].join("\n")
}

/** A tally as a table. */
export const tellTally = (title: string, tally: Tally): string =>
  [
    title,
    ...Object.entries(tally)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, times]) => `  ${name.padEnd(64)} ${times}`)
  ].join("\n")
