import type { Millis } from "../../../domain/values/Time.ts"

/** For so long whoever led before may not have noticed that it leads no more, and starts and writes down what it does as before. */
export const handover: Millis = 30_000
