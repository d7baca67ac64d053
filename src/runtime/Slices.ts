import { Effect } from "effect"

/** So many are done before others have their turn. */
const atATime = 500

/** Makes something of each of many, in slices between which whatever else waits for this process is done. */
export const mapInSlices = Effect.fnUntraced(function* <A, B>(items: ReadonlyArray<A>, make: (item: A) => B) {
  const made: Array<B> = []
  for (let at = 0; at < items.length; at += atATime) {
    if (at > 0) yield* Effect.yieldNow
    for (const item of items.slice(at, at + atATime)) made.push(make(item))
  }
  return made
})
