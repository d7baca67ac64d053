import type { Behaviour } from "./ModelOverseer.ts"

/** A recorder that records until it is stopped. */
export const steady: Behaviour = { lives: null, code: 0 }

/** What recorders may do, each as likely as any other. */
export const behaviours: readonly [Behaviour, ...ReadonlyArray<Behaviour>] = [
  steady,
  steady,
  { lives: 300, code: 1 },
  { lives: 1500, code: 1 },
  { lives: 4000, code: 2 },
  { lives: 40_000, code: 1 },
  { lives: 40_000, code: -1 },
  { lives: 30, code: 3 }
]
