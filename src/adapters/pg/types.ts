import { PgTypes } from "@effect/sql-pg"
import { Result } from "effect"

/** PostgreSQL counts microseconds from the start of 2000, UTC. */
const epoch = Date.UTC(2000, 0, 1)

const int64 = (value: bigint) => {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigInt64(0, value)
  return bytes
}

let view: DataView = new DataView(new ArrayBuffer(0))

/**
 * The number nearest to the signed 64 bits there. A start reads hundreds of thousands of them, so cells that came together share a
 * view, and none is made a bigint.
 */
const numberAt = ({ buffer, byteOffset }: Uint8Array, offset: number): number => {
  if (view.buffer !== buffer) view = new DataView(buffer)
  const at = byteOffset + offset
  return view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4)
}

/** Reads a cell by way of the number that it holds. */
const reading = (of: (stored: number) => number): Pick<PgTypes.Codec<number>, "decode" | "read"> => {
  const read = (bytes: Uint8Array, offset: number) => Result.succeed(of(numberAt(bytes, offset)))
  return { decode: (bytes) => read(bytes, 0), read }
}

/** The nearest number that is exact: what is beyond is no count of anything, and must not keep the rest from being read. */
const exact = (stored: number): number => Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, stored))

/** A bigint column is a number here (ids, counts and bytes stay below 2^53), a timestamptz column an `Instant`. */
export const types = PgTypes.makeRegistry()

types.register<number | bigint>(
  PgTypes.OID.int8,
  {
    encode: (value) => Result.succeed(int64(BigInt(value))),
    ...reading(exact)
  },
  { arrayOid: PgTypes.OID.int8Array }
)

types.register<number>(
  PgTypes.OID.timestamptz,
  {
    encode: (instant) => Result.succeed(int64(BigInt(Math.round((instant - epoch) * 1000)))),
    ...reading((micros) => epoch + micros / 1000)
  },
  { arrayOid: PgTypes.OID.timestamptzArray }
)
