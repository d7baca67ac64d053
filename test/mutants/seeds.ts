import { simulate } from "../faults/simulator/simulate.ts"

/** Plays at most so many schedules, and ends with code 1 as soon as one breaks a law. */
const most = Number(process.argv[2])
for (let seed = 1; seed <= most; seed++) {
  if (simulate(seed).broken.length > 0) process.exit(1)
}
