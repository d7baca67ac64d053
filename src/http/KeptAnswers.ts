/** How many bytes of answers are kept. */
const mostKept = 4 * 1024 * 1024

/** Of so many answers it is remembered that they were asked for. */
const mostRemembered = 64

const encoder = new TextEncoder()

/**
 * Answers for those who soon ask for the same. One is kept from the second time on: most are asked for once, and keeping them would
 * only give the garbage collector work. It is kept as the bytes that are sent, so that no text is encoded twice.
 */
export class KeptAnswers {
  readonly #asked = new Set<string>()
  readonly #kept = new Map<string, Uint8Array>()
  #size = 0

  get(key: string): Uint8Array | undefined {
    return this.#kept.get(key)
  }

  /** Takes note of an answer that was made; gives its text. */
  made(key: string, text: string): string {
    if (this.#asked.delete(key)) this.#keep(key, text)
    else {
      this.#asked.add(key)
      for (const oldest of this.#asked) {
        if (this.#asked.size <= mostRemembered) break
        this.#asked.delete(oldest)
      }
    }
    return text
  }

  #keep(key: string, text: string): void {
    if (this.#kept.has(key)) return
    const bytes = encoder.encode(text)
    this.#kept.set(key, bytes)
    this.#size += bytes.length
    for (const [oldest, { length }] of this.#kept) {
      if (this.#size <= mostKept) break
      this.#kept.delete(oldest)
      this.#size -= length
    }
  }
}
