import type { Posture } from "../../domain/subscriptions/Posture.ts"
import type { Status } from "../../domain/supervision/Verdict.ts"
import type { UserId } from "../../domain/values/Ids.ts"
import { type Cell, type Columns, kinds, ofKind, placeOf } from "./Columns.ts"
import { decodeCursor, encodeCursor } from "./Cursor.ts"

export type SortKey = "name" | "status" | "created" | "updated" | "recorded"

export interface ListQuery {
  /** Whose subscriptions, or everybody's. */
  readonly scope: UserId | "all"
  /** Part of `driver/username` or of the owner; case makes no difference. */
  readonly q: string
  /** Whether a part of a source's address fits as well; its query is never searched. */
  readonly addresses: boolean
  /** Empty: all. */
  readonly statuses: ReadonlyArray<Status>
  readonly postures: ReadonlyArray<Posture>
  readonly sort: SortKey
  readonly descending: boolean
  /** 1 to 500. */
  readonly limit: number
  /** The `nextCursor` of the page before, or null. */
  readonly cursor: string | null
}

export interface Page<A> {
  readonly items: ReadonlyArray<A>
  readonly nextCursor: string | null
  /** How many match, over all pages. */
  readonly total: number
  /** Of all that match `q`, whatever the other filters say. */
  readonly counts: {
    readonly status: Readonly<Partial<Record<Status, number>>>
    readonly posture: Readonly<Partial<Record<Posture, number>>>
  }
}

export interface PageSpec extends Omit<ListQuery, "scope" | "q" | "addresses"> {
  /** Which names are searched for, by id; null where all are. */
  readonly matches: Uint8Array | null
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

/** Which kinds of rows are shown, by kind. */
const shownOf = ({ postures, statuses }: PageSpec): Uint8Array => {
  const shown = new Uint8Array(kinds)
  for (let kind = 0; kind < kinds; kind++) {
    const { posture, status } = ofKind(kind)
    const isChosen = postures.length === 0 || (posture !== undefined && postures.includes(posture))
    if (isChosen && (statuses.length === 0 || statuses.includes(status))) shown[kind] = 1
  }
  return shown
}

/** How many rows there are by status and by posture, from how many there are of each kind. */
const countsOf = (byKind: Uint32Array) => {
  const status: Partial<Record<Status, number>> = {}
  const posture: Partial<Record<Posture, number>> = {}
  for (const [kind, count] of byKind.entries()) {
    if (count === 0) continue
    const of = ofKind(kind)
    status[of.status] = (status[of.status] ?? 0) + count
    if (of.posture !== undefined) posture[of.posture] = (posture[of.posture] ?? 0) + count
  }
  return { status, posture }
}

/**
 * One page of the rows: a single walk over all of them that counts, filters and keeps the first `limit` after the cursor. No
 * names are compared on the way, so its time hardly depends on filter, order and page.
 */
export const page = <C extends Cell>(rows: Columns<C>, spec: PageSpec): Page<C> => {
  const { descending, limit, matches } = spec
  const { kind, owner, size, source } = rows
  const order = orderOf(rows, spec.sort)
  const shown = shownOf(spec)
  const after = decodeCursor(spec.cursor)
  // Rows of the cursor's own value are past it from this one on, in the direction of the walk.
  const edge = after === null ? 0 : rows.before(after, !descending)
  const byKind = new Uint32Array(kinds)
  const best = new Best(limit, descending)
  for (let n = 0; n < size; n++) {
    const at = descending ? size - 1 - n : n
    if (matches !== null && matches[source[at] ?? 0] !== 1 && matches[owner[at] ?? 0] !== 1) continue
    const its = kind[at] ?? 0
    byKind[its] = (byKind[its] ?? 0) + 1
    if (shown[its] === 0) continue
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
    total: byKind.reduce((total, count, at) => (shown[at] === 1 ? total + count : total), 0),
    counts: countsOf(byKind)
  }
}
