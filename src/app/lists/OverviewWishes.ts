import type { Subscription } from "../../domain/subscriptions/Subscription.ts"
import type { UserId } from "../../domain/values/Ids.ts"
import { byName, Columns } from "./Columns.ts"
import type { NameIndex } from "./NameIndex.ts"
import { type SourceCell, WishCell } from "./OverviewCells.ts"
import { OverviewOwners } from "./OverviewOwners.ts"
import type { SharedView } from "./Views.ts"

/** The rows of subscriptions, each beside its source's. */
export class OverviewWishes {
  readonly #owners: OverviewOwners
  readonly #all: Columns<WishCell>
  readonly #changed: () => void
  #count = 0

  /** `all` are the rows as they are listed; `changed` is told of whatever changes in one. */
  constructor(names: NameIndex, all: () => ReadonlyArray<WishCell>, changed: () => void) {
    this.#owners = new OverviewOwners(names)
    this.#all = new Columns(all)
    this.#changed = changed
  }

  get count(): number {
    return this.#count
  }

  columnsOf(scope: UserId | "all"): Columns<WishCell> {
    return scope === "all" ? this.#all.current : this.#owners.columnsOf(scope)
  }

  /** How often the list of one user has changed. */
  revision(userId: UserId): number {
    return this.#owners.revision(userId)
  }

  refill(): void {
    this.#all.refill()
  }

  /** The source of these rows is found by something else: lists that are searched change even where no row does. */
  foundAnew({ wishes }: SourceCell): void {
    for (const { own } of wishes) this.#owners.changed(own.userId)
  }

  /** Lets the source have rows for these subscriptions and no others. */
  keep(cell: SourceCell, subscriptions: ReadonlyArray<Subscription>): void {
    const wishes = subscriptions.flatMap((own) => {
      const shared = cell.shared[own.posture]
      return shared === undefined ? [] : [this.#row(cell, shared, own)]
    })
    const gone = cell.wishes.filter((wish) => !wishes.includes(wish))
    for (const wish of gone) this.#forget(wish)
    if (gone.length > 0 || wishes.length > cell.wishes.length) cell.wishes = wishes.toSorted(byName)
  }

  forgetAll({ wishes }: SourceCell): void {
    for (const wish of wishes) this.#forget(wish)
  }

  /** The row of this subscription: the one it has, if only what it says has changed. */
  #row(cell: SourceCell, shared: SharedView, own: Subscription): WishCell {
    const owner = this.#owners.named(own.userId, own.owner)
    const known = cell.wishes.find((wish) => wish.own.id === own.id && wish.owner === owner)
    if (known === undefined) {
      const wish = new WishCell(cell.source, owner, shared, own)
      this.#owners.add(wish)
      this.#count += 1
      this.#change(wish)
      return wish
    }
    if (known.shared !== shared || known.own !== own) {
      known.shared = shared
      known.own = own
      this.#owners.changed(own.userId)
      this.#change(known)
    }
    return known
  }

  #forget(wish: WishCell): void {
    wish.gone = true
    this.#owners.remove(wish)
    this.#count -= 1
    this.#change(wish)
  }

  #change(wish: WishCell): void {
    this.#changed()
    this.#all.changed(wish)
  }
}
