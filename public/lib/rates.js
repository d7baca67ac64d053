const kept = 30_000
const samples = new Map()

/** Remembers how many bytes a source had at a moment (RFC 3339); the last 30 s are kept, of the present session alone. */
export const sample = (key, iso, bytes) => {
  if (iso === null) return
  const at = Date.parse(iso)
  const past = samples.get(key) ?? []
  const last = past.at(-1)
  if (last !== undefined && last.at >= at) return
  const grown = last !== undefined && bytes < last.bytes ? [] : past
  samples.set(
    key,
    [...grown, { at, bytes }].filter((one) => one.at >= at - kept)
  )
}

/** The bytes per second between one sample and the next, oldest first. */
export const rates = (key) => {
  const known = samples.get(key) ?? []
  return known.slice(1).map(({ at, bytes }, i) => ((bytes - known[i].bytes) * 1000) / (at - known[i].at))
}
