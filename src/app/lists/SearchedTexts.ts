/** Stands between texts in the one that is searched. */
const between = "\n"

/**
 * Texts that are searched, each with a number, laid out as one: a search walks it from end to end instead of fetching twenty
 * thousand of them from all over the memory.
 */
export class SearchedTexts {
  /** Lower case. */
  readonly #texts: Array<string> = []
  #laidOut: string | null = null
  #starts = new Uint32Array(0)
  #found = new Uint8Array(0)

  /** One more than the highest number that a text has. */
  get size(): number {
    return this.#texts.length
  }

  /** An empty text is never found. */
  set(id: number, text: string): void {
    while (this.#texts.length < id) this.#texts.push("")
    this.#texts[id] = text.toLowerCase()
    this.#laidOut = null
  }

  /**
   * Which texts hold this part, whatever the case of either: 1 at the number of each that does. Null where the part is empty, as
   * all texts hold that. Good until the next search.
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
