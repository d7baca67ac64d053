const units = ["B", "kB", "MB", "GB", "TB", "PB"] as const

/** A size as a sentence has it, in decimal units with three digits at most: `812 B`, `4.2 MB`, `1.3 GB`. */
export const tellBytes = (bytes: number): string => {
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}
