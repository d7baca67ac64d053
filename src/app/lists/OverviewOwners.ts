import type { UserId } from "../../domain/values/Ids.ts"
import { byName, Columns } from "./Columns.ts"
import type { Named, NameIndex } from "./NameIndex.ts"
import type { WishCell } from "./OverviewCells.ts"

interface Owner {
  named: Named | null
  readonly cells: Set<WishCell>
  readonly columns: Columns<WishCell>
  revision: number
}

/** Who has which rows, and how often each one's list has changed. An owner is never forgotten, so no revision comes twice. */
export class OverviewOwners {
  readonly #names: NameIndex
  readonly #owners = new Map<UserId, Owner>()

  constructor(names: NameIndex) {
    this.#names = names
  }

  /** The owner's name, the same object until it changes. An old one stays searched: rows may still have it. */
  named(userId: UserId, name: string): Named {
    const owner = this.#of(userId)
    if (owner.named?.name === name) return owner.named
    const named = this.#names.add(name)
    owner.named = named
    return named
  }

  add(cell: WishCell): void {
    const owner = this.#of(cell.own.userId)
    owner.cells.add(cell)
    this.#change(owner)
  }

  remove(cell: WishCell): void {
    const owner = this.#of(cell.own.userId)
    owner.cells.delete(cell)
    this.#change(owner)
  }

  changed(userId: UserId): void {
    this.#change(this.#of(userId))
  }

  revision(userId: UserId): number {
    return this.#owners.get(userId)?.revision ?? 0
  }

  columnsOf(userId: UserId): Columns<WishCell> {
    return (this.#owners.get(userId)?.columns ?? none).current
  }

  // One's own list is short: it is laid out anew when it is asked for.
  #change(owner: Owner): void {
    owner.columns.refill()
    owner.revision += 1
  }

  #of(userId: UserId): Owner {
    const known = this.#owners.get(userId)
    if (known !== undefined) return known
    const cells = new Set<WishCell>()
    const columns = new Columns<WishCell>(() => [...cells].sort(byName))
    const owner: Owner = { named: null, cells, columns, revision: 0 }
    this.#owners.set(userId, owner)
    return owner
  }
}

const none = new Columns<WishCell>(() => [])
