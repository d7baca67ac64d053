import { Result } from "effect"
import { Base64Url } from "effect/encoding"
import type { Posture } from "../domain/Posture.ts"
import type { Status } from "../domain/Status.ts"
import type { Page, SortKey } from "./Overview.ts"

/** A row of a list with what it is found and ordered by, prepared once. */
export interface Cell<A> {
  readonly view: A
  /** `driver/username` and what tells rows of one source apart: unique among the rows. */
  readonly name: string
  /** What `q` is looked for in, lower case. */
  readonly text: string
  readonly status: Status
  readonly posture: Posture | null
  readonly created: number
  readonly updated: number
  readonly recorded: number
}

export interface PageSpec {
  readonly q: string
  readonly statuses: ReadonlyArray<Status>
  readonly postures: ReadonlyArray<Posture>
  readonly sort: SortKey
  readonly descending: boolean
  readonly limit: number
  readonly cursor: string | null
}

/** What needs attention first, what rests last. */
const severity: ReadonlyArray<Status> = [
  "error",
  "stalled",
  "held",
  "unknown",
  "backoff",
  "queued",
  "starting",
  "stopping",
  "recording",
  "waiting",
  "inactive"
]
const rank = new Map(severity.map((status, index) => [status, index]))

type Place = readonly [value: number, name: string]

const valueOf = (cell: Cell<unknown>, sort: SortKey): number => {
  switch (sort) {
    case "name":
      return 0
    case "status":
      return rank.get(cell.status) ?? 0
    case "created":
      return cell.created
    case "updated":
      return cell.updated
    case "recorded":
      return cell.recorded
  }
}

const before = (a: Place, b: Place, descending: boolean): boolean => {
  if (a[0] !== b[0]) return descending ? a[0] > b[0] : a[0] < b[0]
  if (a[1] === b[1]) return false
  return descending ? a[1] > b[1] : a[1] < b[1]
}

const encode = (place: Place): string => Base64Url.encode(JSON.stringify(place))

/** The place that a cursor names, or null for a text that is none: the list then begins at its start. */
const decode = (cursor: string | null): Place | null => {
  if (cursor === null) return null
  const text = Result.getOrUndefined(Base64Url.decodeString(cursor))
  try {
    const place: unknown = JSON.parse(text ?? "null")
    if (!Array.isArray(place)) return null
    const [value, name]: ReadonlyArray<unknown> = place
    return typeof value === "number" && typeof name === "string" ? [value, name] : null
  } catch {
    return null
  }
}

/**
 * One page of the rows: a single walk over all of them that counts, filters and keeps the first `limit` after the cursor, so its
 * time grows with the rows and hardly with the page.
 */
export const page = <A>(cells: Iterable<Cell<A>>, spec: PageSpec): Page<A> => {
  const { descending, limit, sort } = spec
  const q = spec.q.trim().toLowerCase()
  const statuses = spec.statuses.length === 0 ? null : new Set(spec.statuses)
  const postures = spec.postures.length === 0 ? null : new Set(spec.postures)
  const after = decode(spec.cursor)
  const status: Partial<Record<Status, number>> = {}
  const posture: Partial<Record<Posture, number>> = {}
  const best: Array<{ readonly place: Place; readonly view: A }> = []
  let total = 0
  let more = false
  for (const cell of cells) {
    if (q !== "" && !cell.text.includes(q)) continue
    status[cell.status] = (status[cell.status] ?? 0) + 1
    if (cell.posture !== null) posture[cell.posture] = (posture[cell.posture] ?? 0) + 1
    if (statuses !== null && !statuses.has(cell.status)) continue
    if (postures !== null && (cell.posture === null || !postures.has(cell.posture))) continue
    total += 1
    const value = valueOf(cell, sort)
    const last = best.at(-1)
    if (best.length === limit && last !== undefined) {
      if (
        last.place[0] === value
          ? !before([value, cell.name], last.place, descending)
          : descending
            ? value < last.place[0]
            : value > last.place[0]
      ) {
        more = true
        continue
      }
    }
    const place: Place = [value, cell.name]
    if (after !== null && !before(after, place, descending)) continue
    insert(best, { place, view: cell.view }, descending)
    if (best.length > limit) {
      best.pop()
      more = true
    }
  }
  const last = best.at(-1)
  return {
    items: best.map(({ view }) => view),
    nextCursor: more && last !== undefined ? encode(last.place) : null,
    total,
    counts: { status, posture }
  }
}

const insert = <T extends { readonly place: Place }>(sorted: Array<T>, item: T, descending: boolean): void => {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = sorted[middle]
    if (other !== undefined && before(other.place, item.place, descending)) low = middle + 1
    else high = middle
  }
  sorted.splice(low, 0, item)
}
