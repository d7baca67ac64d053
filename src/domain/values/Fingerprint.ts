/** Sixteen hexadecimal digits that two different texts hardly share. No secret is safe behind it. */
export const fingerprintOf = (text: string): string => {
  let [high, low] = [0x811c9dc5, 0x01000193]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    high = Math.imul(high ^ code, 0x01000193)
    low = Math.imul(low ^ code ^ (high >>> 13), 0x85ebca6b)
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("")
}

const sorted = (value: unknown): unknown =>
  typeof value !== "object" || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))

/** A document as text, in which the order of its fields makes no difference. */
export const canonical = (document: unknown): string =>
  JSON.stringify(document, (_key, part: unknown) => sorted(part)) ?? "null"
