import { parentPort, workerData } from "node:worker_threads"
import type { Shift, Summary } from "./crew.ts"
import { planOf } from "./Plan.ts"
import { simulate } from "./simulate.ts"
import { add, noTally } from "./Tally.ts"

const { from, step, until }: Shift = workerData
for (let seed = from; seed < until; seed += step) {
  const { broken, done, met } = simulate(seed)
  const part: Summary = {
    broken: broken.length > 0 ? [seed] : [],
    done: add(noTally, done),
    met: add(noTally, met),
    backends: { [`${planOf(seed).backends}`]: 1 }
  }
  parentPort?.postMessage(part)
}
