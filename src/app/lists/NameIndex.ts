import { SearchedTexts } from "./SearchedTexts.ts"

/** The name of a source or an owner, which many rows of a list share; `id` is its place among the names that are searched. */
export interface Named {
  readonly id: number
  readonly name: string
}

/** The names that lists are searched by, and the addresses of those that have one. */
export class NameIndex {
  readonly #names = new SearchedTexts()
  readonly #addresses = new SearchedTexts()
  readonly #free: Array<number> = []

  constructor() {
    // 0 is nobody's.
    this.#names.set(0, "")
  }

  add(name: string): Named {
    const id = this.#free.pop() ?? this.#names.size
    this.#names.set(id, name)
    return { id, name }
  }

  /** Forgets the name; its id may become another's. */
  remove({ id }: Named): void {
    this.#names.set(id, "")
    this.place({ id }, "")
    this.#free.push(id)
  }

  /** What is searched of the address that goes with a name; empty without one. */
  place({ id }: Pick<Named, "id">, address: string): void {
    if (address !== "" || id < this.#addresses.size) this.#addresses.set(id, address)
  }

  /**
   * Which names hold this part, whatever the case of either: 1 at the id of each that does. Null where the part is empty, as all
   * names hold that. Those whose address holds `inAddress` as well, unless that is empty. Good until the next search.
   */
  search(part: string, inAddress = ""): Uint8Array | null {
    const found = this.#names.search(part)
    const there = found === null ? null : this.#addresses.search(inAddress)
    if (found === null || there === null) return found
    for (let id = 0; id < there.length; id++) if (there[id] === 1) found[id] = 1
    return found
  }
}
