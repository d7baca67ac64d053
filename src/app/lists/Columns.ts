import { Posture } from "../../domain/subscriptions/Posture.ts"
import { Status } from "../../domain/supervision/Verdict.ts"
import type { Named } from "./NameIndex.ts"

/** A row of a list with what it is found and ordered by. Its source and its owner, if it has one, name it among the rows. */
export interface Cell {
  readonly source: Named
  readonly owner: Named | null
  readonly status: Status
  readonly posture: Posture | null
  readonly created: number
  readonly updated: number
  readonly recorded: number
  /** No longer a row of any list. */
  readonly gone: boolean
}

const ranks = new Map(Status.literals.map((status, index) => [status, index]))
const wishes = new Map<Posture | null, number>(Posture.literals.map((posture, index) => [posture, index + 1]))

/** A row's kind is its status with its posture, or with none; there are so many. */
const perStatus = Posture.literals.length + 1
export const kinds = Status.literals.length * perStatus

const kindOf = ({ posture, status }: Cell): number => (ranks.get(status) ?? 0) * perStatus + (wishes.get(posture) ?? 0)

export const ofKind = (kind: number): { readonly status: Status; readonly posture: Posture | undefined } => ({
  status: Status.literals[Math.floor(kind / perStatus)] ?? Status.literals[0],
  posture: Posture.literals[(kind % perStatus) - 1]
})

/** A place in the order of names. */
export interface Place {
  readonly source: string
  readonly owner: string
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const ownerOf = (cell: Cell): string => cell.owner?.name ?? ""

export const placeOf = (cell: Cell): Place => ({ source: cell.source.name, owner: ownerOf(cell) })

/** The order of rows by name: that of their sources, then that of their owners. */
export const byName = (a: Cell, b: Cell): number =>
  compare(a.source.name, b.source.name) || compare(ownerOf(a), ownerOf(b))

/** More changes than these are not made one by one. */
const few = 1_000

/**
 * The rows of a list in the order of their names, with what a walk over all of them needs laid out column by column: a hundred
 * thousand objects, each looked into, would take ten times as long. What changes is said with `changed`, or `refill` when it is
 * much; the columns follow when they are read.
 */
export class Columns<C extends Cell> {
  readonly #all: () => ReadonlyArray<C>
  readonly #pending = new Set<C>()
  #stale = true
  cells: Array<C> = []
  /** Ids of names; 0 for rows without an owner. */
  source = new Uint32Array(0)
  owner = new Uint32Array(0)
  /** Indices of `Status.literals`. */
  status = new Uint8Array(0)
  /** See `kinds`. */
  kind = new Uint8Array(0)
  created = new Float64Array(0)
  updated = new Float64Array(0)
  recorded = new Float64Array(0)

  /** `all` gives the rows in the order of `byName`. */
  constructor(all: () => ReadonlyArray<C>) {
    this.#all = all
  }

  get size(): number {
    return this.cells.length
  }

  /** The row came, went, or says something else than before. */
  changed(cell: C): void {
    if (this.#stale) return
    this.#pending.add(cell)
    if (this.#pending.size > few) this.refill()
  }

  /** So much has changed that all is to be laid out anew. */
  refill(): void {
    this.#stale = true
    this.#pending.clear()
  }

  /** The columns as they are now. */
  get current(): this {
    if (this.#stale) this.#fill()
    else for (const cell of this.#pending) this.#follow(cell)
    this.#pending.clear()
    return this
  }

  /** How many rows come before the place, or, with `alsoThere`, at most there. */
  before({ owner, source }: Place, alsoThere: boolean): number {
    let low = 0
    let high = this.size
    while (low < high) {
      const middle = (low + high) >>> 1
      const cell = this.cells[middle]
      const order = cell === undefined ? 1 : compare(cell.source.name, source) || compare(ownerOf(cell), owner)
      if (order < 0 || (alsoThere && order === 0)) low = middle + 1
      else high = middle
    }
    return low
  }

  #fill(): void {
    this.cells = [...this.#all()]
    this.#reserve(this.size)
    for (const [at, cell] of this.cells.entries()) this.#write(cell, at)
    this.#stale = false
  }

  /** Room for `size` rows and some more, in proportion: most lists are somebody's own, and there is one for each user. */
  #reserve(size: number): void {
    const room = size + (size >>> 4) + 16
    this.source = new Uint32Array(room)
    this.owner = new Uint32Array(room)
    this.status = new Uint8Array(room)
    this.kind = new Uint8Array(room)
    this.created = new Float64Array(room)
    this.updated = new Float64Array(room)
    this.recorded = new Float64Array(room)
  }

  #follow(cell: C): void {
    const place = placeOf(cell)
    let at = this.before(place, false)
    const end = this.before(place, true)
    while (at < end && this.cells[at] !== cell) at += 1
    const isHere = at < end
    if (cell.gone) {
      if (isHere) this.#remove(at)
      return
    }
    if (!isHere && this.size === this.status.length) this.#fill()
    else {
      if (!isHere) this.#insert(cell, at)
      this.#write(cell, at)
    }
  }

  #insert(cell: C, at: number): void {
    for (const column of this.#values()) column.copyWithin(at + 1, at, this.size)
    this.cells.splice(at, 0, cell)
  }

  #remove(at: number): void {
    for (const column of this.#values()) column.copyWithin(at, at + 1, this.size)
    this.cells.splice(at, 1)
  }

  #values() {
    return [this.source, this.owner, this.status, this.kind, this.created, this.updated, this.recorded]
  }

  #write(cell: C, at: number): void {
    this.source[at] = cell.source.id
    this.owner[at] = cell.owner?.id ?? 0
    this.status[at] = ranks.get(cell.status) ?? 0
    this.kind[at] = kindOf(cell)
    this.created[at] = cell.created
    this.updated[at] = cell.updated
    this.recorded[at] = cell.recorded
  }
}
