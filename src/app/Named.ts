/** A search for a part of names, whatever their case. The empty text is part of all. */
export class Sought {
  readonly #text: string

  constructor(text: string) {
    this.#text = text.trim().toLowerCase()
  }

  /** Whether everything is found. */
  get isAll(): boolean {
    return this.#text === ""
  }

  isIn(named: Named): boolean {
    if (named.asked !== this) {
      named.asked = this
      named.found = named.text.includes(this.#text)
    }
    return named.found
  }
}

/**
 * The name of a source or an owner, which many rows of a list share. It remembers whether the last search found it, so that a
 * search over a hundred thousand rows looks into each name once.
 */
export class Named {
  readonly name: string
  readonly text: string
  asked: Sought | null = null
  found = false

  constructor(name: string) {
    const lower = name.toLowerCase()
    this.name = name
    this.text = lower === name ? name : lower
  }
}
