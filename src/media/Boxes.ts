/** A box within bytes (ISO/IEC 14496-12, 4.2): where it begins, where what it holds begins, and where it ends. */
export interface Box {
  readonly type: string
  readonly start: number
  readonly body: number
  readonly end: number
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export const read32 = (bytes: Uint8Array, at: number): number =>
  at + 4 <= bytes.length ? view(bytes).getUint32(at) : 0

export const read64 = (bytes: Uint8Array, at: number): number =>
  at + 8 <= bytes.length ? Number(view(bytes).getBigUint64(at)) : 0

/** Writes where there is room: a damaged box may end before its fields do. */
export const write32 = (bytes: Uint8Array, at: number, value: number): void => {
  if (at + 4 <= bytes.length) view(bytes).setUint32(at, value)
}

export const write64 = (bytes: Uint8Array, at: number, value: number): void => {
  if (at + 8 <= bytes.length) view(bytes).setBigUint64(at, BigInt(value))
}

export const typeAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))

/** The boxes that lie side by side from `from` to `to`, as far as they are whole. */
export const boxesIn = (bytes: Uint8Array, from = 0, to = bytes.length): ReadonlyArray<Box> => {
  const boxes: Array<Box> = []
  for (let start = from; start + 8 <= to; ) {
    const short = read32(bytes, start)
    const body = start + (short === 1 ? 16 : 8)
    const end = short === 0 ? to : start + (short === 1 ? read64(bytes, start + 8) : short)
    if (end < body || end > to) break
    boxes.push({ type: typeAt(bytes, start + 4), start, body, end })
    start = end
  }
  return boxes
}

/** The first box of each type on the way down from the top. */
export const find = (bytes: Uint8Array, path: ReadonlyArray<string>, within?: Box): Box | undefined =>
  path.reduce<Box | undefined | null>((box, type) => {
    if (box === undefined) return undefined
    const inside = box === null ? boxesIn(bytes) : boxesIn(bytes, box.body, box.end)
    return inside.find((one) => one.type === type)
  }, within ?? null) ?? undefined

export const cutOut = (bytes: Uint8Array, { end, start }: Box): Uint8Array => bytes.slice(start, end)

/** A box of this type around parts. */
export const box = (type: string, ...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const size = parts.reduce((sum, part) => sum + part.length, 8)
  const made = new Uint8Array(size)
  write32(made, 0, size)
  for (let i = 0; i < 4; i++) made[4 + i] = type.charCodeAt(i)
  let at = 8
  for (const part of parts) {
    made.set(part, at)
    at += part.length
  }
  return made
}

export const isLong = (bytes: Uint8Array, { body }: Box): boolean => bytes[body] === 1
