import { Result } from "effect"
import { concat } from "./Bytes.ts"
import { firstPacket } from "./Container.ts"
import { packetLength } from "./TransportPacket.ts"

/** What is left of a unit of transport stream until more of it arrives. */
export interface Rest {
  readonly bytes: Uint8Array
  /** Whether the unit has been seen to begin with packets. */
  readonly proven: boolean
}

/** Nothing of a unit has arrived. */
export const none: Rest = { bytes: new Uint8Array(0), proven: false }

/**
 * Adds bytes of a unit to its rest: the whole packets there are now, and the new rest, shorter than a packet. What comes before the
 * unit's first packet, as a tag does, is left out. Fails when the unit doesn't begin like a transport stream.
 */
export const push = (
  rest: Rest,
  bytes: Uint8Array
): Result.Result<{ readonly whole: Uint8Array; readonly rest: Rest }, "no transport stream"> => {
  const joined = rest.bytes.length === 0 ? bytes : concat(rest.bytes, bytes)
  if (joined.length < packetLength) return Result.succeed({ whole: none.bytes, rest: { ...rest, bytes: joined } })
  const from = rest.proven ? 0 : firstPacket(joined)
  if (from < 0) return Result.fail("no transport stream")
  const end = joined.length - ((joined.length - from) % packetLength)
  return Result.succeed({ whole: joined.subarray(from, end), rest: { bytes: joined.slice(end), proven: true } })
}
