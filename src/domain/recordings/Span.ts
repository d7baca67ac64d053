import { earliest, type Instant, latest } from "../values/Time.ts"

/** A stretch of time that is over. */
export interface Span {
  readonly from: Instant
  readonly to: Instant
}

/** What of a span lies in none of the others, in order. */
export const without = ({ from, to }: Span, others: ReadonlyArray<Span>): ReadonlyArray<Span> => {
  const left: Array<Span> = []
  let since = from
  for (const other of others.toSorted((a, b) => a.from - b.from)) {
    if (other.to <= since) continue
    if (other.from >= to) break
    if (other.from > since) left.push({ from: since, to: other.from })
    since = latest(since, other.to)
  }
  if (since < to) left.push({ from: since, to })
  return left
}

/** What of a span lies in one of the others, each part as that one has it. */
export const within = ({ from, to }: Span, others: ReadonlyArray<Span>): ReadonlyArray<Span> =>
  others.flatMap((other) => {
    const part = { from: latest(from, other.from), to: earliest(to, other.to) }
    return part.from < part.to ? [part] : []
  })
