/** What has arrived of a line that has not ended yet. */
export interface Partial {
  readonly chunks: ReadonlyArray<Uint8Array>
  readonly bytes: number
}

export const empty: Partial = { chunks: [], bytes: 0 }

/** The longest line that is kept whole; a longer one is cut into pieces of this many bytes. */
const longest = 10 * 1024 * 1024

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true })

const text = (chunks: ReadonlyArray<Uint8Array>): string => {
  const [only] = chunks
  const line = utf8.decode(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks))
  return line.endsWith("\r") ? line.slice(0, -1) : line
}

/** Steps back from `end` so that a cut falls between two UTF-8 characters, if one of the last four bytes allows it. */
const boundary = (chunk: Uint8Array, start: number, end: number): number => {
  for (let at = end; at > start && at > end - 4; at--) {
    if (((chunk[at] ?? 0) & 0xc0) !== 0x80) return at
  }
  return end
}

/**
 * Cuts a byte stream into lines at `\n`. One trailing `\r` goes, empty lines stay, bytes that are not UTF-8 become
 * U+FFFD. A line longer than `limit` bytes comes as several, so that no line can hold up a process.
 */
export const push = (
  partial: Partial,
  chunk: Uint8Array,
  limit: number = longest
): readonly [lines: ReadonlyArray<string>, rest: Partial] => {
  const lines: Array<string> = []
  let { bytes, chunks } = partial
  let start = 0
  while (start < chunk.length) {
    const newline = chunk.indexOf(0x0a, start)
    const end = newline < 0 ? chunk.length : newline
    if (bytes + end - start > limit) {
      const cut = Math.max(boundary(chunk, start, start + limit - bytes), bytes === 0 ? start + 1 : start)
      lines.push(text([...chunks, chunk.subarray(start, cut)]))
      chunks = []
      bytes = 0
      start = cut
      continue
    }
    if (newline < 0) return [lines, { chunks: [...chunks, chunk.subarray(start)], bytes: bytes + end - start }]
    lines.push(text([...chunks, chunk.subarray(start, end)]))
    chunks = []
    bytes = 0
    start = newline + 1
  }
  return [lines, { chunks, bytes }]
}

/** The unterminated last line, if there is one. */
export const flush = ({ bytes, chunks }: Partial): ReadonlyArray<string> => (bytes === 0 ? [] : [text(chunks)])
