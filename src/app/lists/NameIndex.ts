/** The name of a source or an owner, which many rows of a list share; `id` is its place among the names that are searched. */
export interface Named {
  readonly id: number
  readonly name: string
}

/** Stands between names in the text that is searched. */
const between = "\n"

/**
 * The names that lists are searched by, laid out as one text: a search walks it from end to end instead of fetching twenty
 * thousand names from all over the memory.
 */
export class NameIndex {
  /** Lower case, by id; 0 is nobody's. */
  readonly #texts: Array<string> = [""]
  readonly #free: Array<number> = []
  #laidOut: string | null = null
  #starts = new Uint32Array(0)
  #found = new Uint8Array(0)

  add(name: string): Named {
    const id = this.#free.pop() ?? this.#texts.length
    this.#texts[id] = name.toLowerCase()
    this.#laidOut = null
    return { id, name }
  }

  /** Forgets the name; its id may become another's. */
  remove({ id }: Named): void {
    this.#texts[id] = ""
    this.#free.push(id)
    this.#laidOut = null
  }

  /**
   * Which names hold this part, whatever the case of either: 1 at the id of each that does. Null where the part is empty, as all
   * names hold that. Good until the next search.
   */
  search(part: string): Uint8Array | null {
    const sought = part.trim().toLowerCase()
    if (sought === "") return null
    const text = this.#laidOut ?? this.#layOut()
    const starts = this.#starts
    const found = this.#found.fill(0)
    if (sought.includes(between)) return found
    let id = 0
    for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, starts[id])) {
      while ((starts[id + 1] ?? text.length) <= at) id += 1
      found[id] = 1
      id += 1
      if (id >= this.#texts.length) break
    }
    return found
  }

  #layOut(): string {
    const texts = this.#texts
    this.#starts = new Uint32Array(texts.length)
    this.#found = new Uint8Array(texts.length)
    let length = 0
    for (const [id, text] of texts.entries()) {
      this.#starts[id] = length
      length += text.length + between.length
    }
    this.#laidOut = texts.join(between)
    return this.#laidOut
  }
}
