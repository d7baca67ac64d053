import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { Effect } from "effect"
import { add, noTally, type Tally } from "./Tally.ts"

/** What came of many seeds. */
export interface Summary {
  readonly broken: ReadonlyArray<number>
  readonly done: Tally
  readonly met: Tally
  /** How many seeds were played by how many backends. */
  readonly backends: Tally
}

/** What a worker is given, and what it sends of each part of it. */
export interface Shift {
  readonly from: number
  readonly until: number
  readonly step: number
}

const work = (shift: Shift, take: (part: Summary) => void) =>
  Effect.callback<void, string>((resume) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: shift })
    worker.on("message", take)
    worker.on("error", (error) => resume(Effect.fail(error.message)))
    worker.on("exit", (code) => resume(code === 0 ? Effect.void : Effect.fail(`a worker ended with code ${code}`)))
    return Effect.asVoid(Effect.promise(() => worker.terminate()))
  })

/** Plays `count` seeds from `from` on, on all cores or on so many. */
export const playAll = Effect.fnUntraced(function* (from: number, count: number, most = availableParallelism()) {
  const cores = Math.max(1, Math.min(most, count))
  const sum = { broken: [] as Array<number>, done: noTally, met: noTally, backends: noTally }
  const take = (part: Summary) => {
    sum.broken.push(...part.broken)
    sum.done = add(sum.done, part.done)
    sum.met = add(sum.met, part.met)
    sum.backends = add(sum.backends, part.backends)
  }
  const shifts = Array.from({ length: cores }, (_, i): Shift => ({ from: from + i, until: from + count, step: cores }))
  yield* Effect.forEach(shifts, (shift) => work(shift, take), { concurrency: cores, discard: true })
  const summary: Summary = { ...sum, broken: sum.broken.sort((a, b) => a - b) }
  return summary
})
