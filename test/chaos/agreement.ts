/** What one backend answered at one moment: each row by its key. Times are milliseconds since the epoch. */
export interface Sight {
  readonly asked: number
  readonly at: number
  readonly rows: ReadonlyMap<string, string>
}

/** A stretch of time in which a backend may show what others don't: it was disturbed. */
export interface Disturbed {
  readonly backend: string
  readonly from: number
  /** Infinite while that lasts. */
  to: number
}

interface Shown {
  readonly text: string
  readonly from: number
  to: number
}

/** What all are to agree within. */
const within = 1_000

/** What each row looked like at one backend, and since when until when it was seen so. */
const timelines = (sights: ReadonlyArray<Sight>): ReadonlyMap<string, ReadonlyArray<Shown>> => {
  const all = new Map<string, Array<Shown>>()
  for (const { at, rows } of sights) {
    for (const [key, text] of rows) {
      const shown = all.get(key) ?? []
      all.set(key, shown)
      const last = shown.at(-1)
      if (last?.text === text) last.to = at
      else shown.push({ text, from: at, to: at })
    }
  }
  return all
}

/** The longest time between two answers around a moment, which nobody looked into. */
const blindness = (sights: ReadonlyArray<Sight>, at: number): number =>
  sights.reduce((most, one, i) => {
    const before = sights[i - 1]
    const near = one.at > at - 2 * within && (before?.at ?? one.asked) < at + 2 * within
    return near ? Math.max(most, one.at - (before?.asked ?? one.asked)) : most
  }, 0)

/** The fields in which two rows differ. */
const difference = (a: string, b: string | undefined): string => {
  if (b === undefined) return "which has no such row"
  const [one, other] = [JSON.parse(a), JSON.parse(b)] as ReadonlyArray<Record<string, unknown>>
  return Object.keys({ ...one, ...other })
    .filter((name) => JSON.stringify(one?.[name]) !== JSON.stringify(other?.[name]))
    .map((name) => `${name}: ${JSON.stringify(one?.[name])} and ${JSON.stringify(other?.[name])}`)
    .join(", ")
}

// @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
const clock = (at: number) => new Date(at).toISOString().slice(11, 23)

/**
 * Where backends disagree: what one shows for a second or longer, every other that is not disturbed begins to show within a second, as far as
 * anybody looked. `told` is how much was compared.
 */
export const disagreements = (
  sightsOf: ReadonlyMap<string, ReadonlyArray<Sight>>,
  disturbed: ReadonlyArray<Disturbed>
): { readonly compared: number; readonly sentences: ReadonlyArray<string> } => {
  const shownBy = new Map([...sightsOf].map(([name, sights]) => [name, timelines(sights)] as const))
  const isDisturbed = (backend: string, from: number, to: number) =>
    disturbed.some((one) => one.backend === backend && one.from < to && one.to > from)
  const sentences: Array<string> = []
  let compared = 0
  for (const [name, rows] of shownBy) {
    for (const [other, otherRows] of shownBy) {
      if (name === other) continue
      for (const [key, shown] of rows) {
        for (const { from, text, to } of shown) {
          if (to - from < within) continue
          const span = [from - 2 * within, from + 2 * within] as const
          if (isDisturbed(name, ...span) || isDisturbed(other, ...span)) continue
          const slack = within + blindness(sightsOf.get(other) ?? [], from) + blindness(sightsOf.get(name) ?? [], from)
          if (to - from < slack) continue
          compared++
          const theirs = otherRows.get(key) ?? []
          if (theirs.some((one) => one.text === text && one.from <= from + slack && one.to >= from - slack)) continue
          const then = theirs.findLast((one) => one.from <= from + slack)
          sentences.push(`${clock(from)} ${key}: ${name} beside ${other}: ${difference(text, then?.text)}`)
        }
      }
    }
  }
  return { compared, sentences }
}
