import { PgTypes } from "@effect/sql-pg"
import { Result } from "effect"

/** PostgreSQL counts microseconds from the start of 2000, UTC. */
const epoch = Date.UTC(2000, 0, 1)

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const int64 = (value: bigint) => {
  const bytes = new Uint8Array(8)
  view(bytes).setBigInt64(0, value)
  return bytes
}

/** A bigint column is a number here (ids, counts and bytes stay below 2^53), a timestamptz column an `Instant`. */
export const types = PgTypes.makeRegistry()

types.register<number | bigint>(
  PgTypes.OID.int8,
  {
    encode: (value) => Result.succeed(int64(BigInt(value))),
    decode: (bytes) => Result.succeed(Number(view(bytes).getBigInt64(0)))
  },
  { arrayOid: PgTypes.OID.int8Array }
)

types.register<number>(
  PgTypes.OID.timestamptz,
  {
    encode: (instant) => Result.succeed(int64(BigInt(Math.round((instant - epoch) * 1000)))),
    decode: (bytes) => Result.succeed(epoch + Number(view(bytes).getBigInt64(0)) / 1000)
  },
  { arrayOid: PgTypes.OID.timestamptzArray }
)
