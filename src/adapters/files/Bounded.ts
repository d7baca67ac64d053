/** A map that forgets what was used longest ago once the weights of its values add up to more than `most`. */
export const bounded = <A>(most: number, weigh: (value: A) => number) => {
  const values = new Map<string, { readonly value: A; readonly weight: number }>()
  let total = 0

  const remove = (key: string): void => {
    total -= values.get(key)?.weight ?? 0
    values.delete(key)
  }

  return {
    /** The value, which then counts as used last. */
    get: (key: string): A | undefined => {
      const found = values.get(key)
      if (found === undefined) return undefined
      values.delete(key)
      values.set(key, found)
      return found.value
    },
    set: (key: string, value: A): void => {
      remove(key)
      const weight = weigh(value)
      values.set(key, { value, weight })
      total += weight
      for (const oldest of values.keys()) {
        if (total <= most || oldest === key) break
        remove(oldest)
      }
    },
    remove,
    size: (): number => values.size
  }
}
