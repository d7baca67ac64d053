/** No request of ours is nested deeper, and no object in one has more members. */
const mostNested = 32
const mostMembers = 1000

const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/**
 * Measures a JSON text piece by piece, without reading it: `take` answers why it is refused, or `undefined`. What is no JSON is
 * for whoever reads it to refuse.
 */
export class JsonMeasure {
  readonly #mostValues: number
  /** How many members each object has that is open, and an infinite debt for a list: it may have any number. */
  readonly #open: Array<number> = []
  #values = 1
  #inText = false
  #escaped = false

  constructor(mostValues: number) {
    this.#mostValues = mostValues
  }

  take(text: string, from: number, to: number): string | undefined {
    for (let i = from; i < to; i++) {
      const code = text.charCodeAt(i)
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false
        else if (code === backslash) this.#escaped = true
        else if (code === quote) this.#inText = false
      } else if (code === quote) this.#inText = true
      else if (code === comma) {
        this.#values += 1
        const members = (this.#open.pop() ?? 0) + 1
        if (members > mostMembers) return `has an object with more than ${mostMembers} members`
        this.#open.push(members)
      } else if (code === openBracket || code === openBrace) {
        this.#values += 1
        this.#open.push(code === openBrace ? 1 : Number.NEGATIVE_INFINITY)
        if (this.#open.length > mostNested) return `is nested more than ${mostNested} levels deep`
      } else if (code === closeBracket || code === closeBrace) this.#open.pop()
    }
    return this.#values > this.#mostValues ? `holds more than ${this.#mostValues} values` : undefined
  }
}
