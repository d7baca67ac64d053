import { Effect, type FileSystem, Option } from "effect"

/** More boxes than any ordinary file has before its `moov`. */
const mostBoxes = 1000

/** How long an MP4 file plays in milliseconds, from its movie header (ISO/IEC 14496-12, 8.2.2); null when it has none. */
export const movieDuration = Effect.fnUntraced(function* (open: FileSystem.File) {
  const read = (position: number, size: number) =>
    Effect.map(
      open.readAlloc(size, { position: BigInt(position) }),
      Option.map((bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    )
  let at = 0
  for (let i = 0; i < mostBoxes; i++) {
    const box = yield* read(at, 16)
    if (Option.isNone(box) || box.value.byteLength < 16) return null
    const type = box.value.getUint32(4)
    const short = box.value.getUint32(0)
    const [size, header] = short === 1 ? [Number(box.value.getBigUint64(8)), 16] : [short, 8]
    if (type === movieHeader) {
      const body = yield* read(at + header, 32)
      return Option.isSome(body) && body.value.byteLength === 32 ? durationOf(body.value) : null
    }
    // The movie's header is the first thing within it.
    if (type !== movie && size < header) return null
    at += type === movie ? header : size
  }
  return null
})

const movie = 0x6d6f6f76
const movieHeader = 0x6d766864

const durationOf = (header: DataView): number | null => {
  const isLong = header.getUint8(0) === 1
  const scale = header.getUint32(isLong ? 20 : 12)
  const duration = isLong ? Number(header.getBigUint64(24)) : header.getUint32(16)
  return scale === 0 ? null : (duration / scale) * 1000
}
