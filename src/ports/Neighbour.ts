/** What a neighbour says: nothing where there is none, or why it can't be told. */
export type NeighbourAnswer<A> =
  | { readonly _tag: "off" }
  | { readonly _tag: "unknown"; readonly reason: string }
  | { readonly _tag: "known"; readonly value: A }

/** How a neighbour that runs tasks fares. */
export interface Figures {
  readonly pool: { readonly limit: number; readonly running: number; readonly queueDepth: number }
  /** Counters since its start, by name. */
  readonly metrics: Readonly<Record<string, number>>
  /** What it needs and does not have, each with how to get it. */
  readonly missing: ReadonlyArray<string>
}
