import type { Millis, Steady } from "../../domain/values/Time.ts"

interface Entry {
  count: number
  readonly began: Steady
}

/**
 * How often each key came within a window that begins with its first. Keys are counted apart, none shares another's count; beyond
 * `most` of them the one whose window began first is forgotten, so that what strangers make up does not fill the memory.
 */
export class Tally {
  readonly #entries = new Map<string, Entry>()
  readonly #window: Millis
  readonly #most: number

  constructor(window: Millis, most = 20_000) {
    this.#window = window
    this.#most = most
  }

  /** Counts one more (or less) at a moment: how many there are, and how long the window still lasts. */
  add(key: string, now: Steady, change: 1 | -1 = 1): { readonly count: number; readonly remaining: Millis } {
    this.#endWindows(now)
    const entry = this.#entries.get(key) ?? this.#begin(now)
    entry.count = Math.max(0, entry.count + change)
    if (entry.count > 0) this.#entries.set(key, entry)
    else this.#entries.delete(key)
    return { count: entry.count, remaining: entry.began + this.#window - now }
  }

  #begin(now: Steady): Entry {
    const [first] = this.#entries.keys()
    if (first !== undefined && this.#entries.size >= this.#most) this.#entries.delete(first)
    return { count: 0, began: now }
  }

  /** Windows are in the order in which they began. */
  #endWindows(now: Steady): void {
    for (const [key, { began }] of this.#entries) {
      if (began + this.#window > now) return
      this.#entries.delete(key)
    }
  }
}
