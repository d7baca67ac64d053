const asked = globalThis.early ?? new Map()

/** The answer that `first.js` asked for, once; undefined for one that it did not. */
export const taken = (path) => {
  const answer = asked.get(path)
  asked.delete(path)
  return answer
}

/** Forgets what nobody took: a change, or somebody else, makes it old. */
export const dropEarly = () => asked.clear()
