import { Posture } from "../domain/Posture.ts"
import { Status } from "../domain/Status.ts"
import { type Cell, type Columns, placeOf } from "./Columns.ts"
import { decodeCursor, encodeCursor } from "./Cursor.ts"
import type { Named, Sought } from "./Named.ts"
import type { Page, SortKey } from "./Overview.ts"

export interface PageSpec {
  readonly q: Sought
  readonly statuses: ReadonlyArray<Status>
  readonly postures: ReadonlyArray<Posture>
  readonly sort: SortKey
  readonly descending: boolean
  readonly limit: number
  readonly cursor: string | null
}

/** The counts that are not 0, each with its word. */
const named = <Word extends string>(words: ReadonlyArray<Word>, counts: ReadonlyArray<number>) => {
  const all: Partial<Record<Word, number>> = {}
  words.forEach((word, at) => {
    const count = counts[at] ?? 0
    if (count > 0) all[word] = count
  })
  return all
}

/** The first `limit` places by value; those of one value stay in the order in which they came. */
class Best {
  readonly places: Array<number> = []
  readonly #values: Array<number> = []
  readonly #limit: number
  readonly #descending: boolean
  /** Whether there was one more. */
  more = false

  constructor(limit: number, descending: boolean) {
    this.#limit = limit
    this.#descending = descending
  }

  /** The value of the last one. */
  get last(): number {
    return this.#values.at(-1) ?? 0
  }

  offer(place: number, value: number): void {
    const values = this.#values
    const last = values[values.length - 1]
    const isLast = last === undefined || (this.#descending ? value <= last : value >= last)
    if (values.length === this.#limit) {
      this.more = true
      if (isLast) return
      values.pop()
      this.places.pop()
    }
    if (isLast) {
      values.push(value)
      this.places.push(place)
      return
    }
    let low = 0
    let high = values.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = values[middle] ?? 0
      if (this.#descending ? other >= value : other <= value) low = middle + 1
      else high = middle
    }
    values.splice(low, 0, value)
    this.places.splice(low, 0, place)
  }
}

/** What rows are ordered by before their names; nothing is a list by name. */
const orderOf = (rows: Columns<Cell>, sort: SortKey) => {
  switch (sort) {
    case "name":
      return null
    case "status":
      return rows.status
    case "created":
      return rows.created
    case "updated":
      return rows.updated
    case "recorded":
      return rows.recorded
  }
}

const chosen = <Word>(words: ReadonlyArray<Word>, some: ReadonlyArray<Word>) =>
  some.length === 0 ? null : words.map((word) => some.includes(word))

/**
 * One page of the rows: a single walk over all of them that counts, filters and keeps the first `limit` after the cursor. No
 * names are compared on the way, so its time hardly depends on filter, order and page.
 */
export const page = <C extends Cell>(rows: Columns<C>, spec: PageSpec): Page<C> => {
  const { descending, limit, q } = spec
  const { owners, posture, size, sources, status } = rows
  const order = orderOf(rows, spec.sort)
  const ofStatus = chosen(Status.literals, spec.statuses)
  const ofPosture = chosen(Posture.literals, spec.postures)
  const after = decodeCursor(spec.cursor)
  // Rows of the cursor's own value are past it from this one on, in the direction of the walk.
  const edge = after === null ? 0 : rows.before(after, !descending)
  const byStatus = Status.literals.map(() => 0)
  const byPosture = Posture.literals.map(() => 0)
  const best = new Best(limit, descending)
  let total = 0
  let source: Named | undefined
  let isInSource = false
  for (let n = 0; n < size; n++) {
    const at = descending ? size - 1 - n : n
    if (!q.isAll) {
      if (sources[at] !== source) {
        source = sources[at]
        isInSource = source !== undefined && q.isIn(source)
      }
      const owner = owners[at]
      if (!isInSource && (owner === undefined || owner === null || !q.isIn(owner))) continue
    }
    const [rank = 0, wish = Posture.literals.length] = [status[at], posture[at]]
    byStatus[rank] = (byStatus[rank] ?? 0) + 1
    byPosture[wish] = (byPosture[wish] ?? 0) + 1
    if ((ofStatus !== null && ofStatus[rank] !== true) || (ofPosture !== null && ofPosture[wish] !== true)) continue
    total += 1
    const value = order === null ? 0 : (order[at] ?? 0)
    if (after !== null) {
      const isPast = descending ? value < after.value : value > after.value
      if (!isPast && (value !== after.value || (descending ? at >= edge : at < edge))) continue
    }
    best.offer(at, value)
  }
  const items = best.places.flatMap((at) => rows.cells[at] ?? [])
  const last = items.at(-1)
  return {
    items,
    nextCursor: best.more && last !== undefined ? encodeCursor({ value: best.last, ...placeOf(last) }) : null,
    total,
    counts: { status: named(Status.literals, byStatus), posture: named(Posture.literals, byPosture) }
  }
}
