/** A fault planted in the source, and what must notice it. */
export interface Mutant {
  /** What it breaks. */
  readonly breaks: string
  /** The file below `src`, and a text that stands in it exactly once. */
  readonly file: string
  readonly before: string
  readonly after: string
  /** The test file below `test` that must fail, or how many schedules of faults at most are played until one breaks a law. */
  readonly caughtBy: { readonly test: string } | { readonly seeds: number }
}
