import { createSocket } from "node:dgram"
import { Effect } from "effect"

const A = 1

/** Where the name of a question ends: labels with their lengths, and a zero. */
const endOfName = (query: Buffer): number => {
  let at = 12
  while ((query[at] ?? 0) !== 0) at += (query[at] ?? 0) + 1
  return at + 1
}

/** An address as a record of the name that was asked for (RFC 1035, 4.1.3). It may be kept for a day. */
const record = (address: string): Buffer => {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt16BE(0xc00c, 0)
  bytes.writeUInt16BE(A, 2)
  bytes.writeUInt16BE(1, 4)
  bytes.writeUInt32BE(86_400, 6)
  bytes.writeUInt16BE(4, 10)
  address.split(".").forEach((part, i) => void bytes.writeUInt8(Number(part), 12 + i))
  return bytes
}

/** The answer to a query: these addresses for an A, nothing for anything else; without any, the name does not exist. */
const answerTo = (query: Buffer, addresses: ReadonlyArray<string>): Buffer => {
  const end = endOfName(query) + 4
  const records = query.readUInt16BE(end - 4) === A ? addresses.map(record) : []
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  header.writeUInt16BE(addresses.length === 0 ? 0x8183 : 0x8180, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  return Buffer.concat([header, query.subarray(12, end), ...records])
}

/** A name server on loopback that knows the same addresses for every name, none at first. */
export const dns = Effect.gen(function* () {
  let known: ReadonlyArray<string> = []
  let asked = 0
  const socket = createSocket("udp4")
  socket.on("message", (query, { address: from, port }) => {
    asked += 1
    socket.send(answerTo(query, known), port, from)
  })
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => void socket.bind(0, "127.0.0.1", () => resume(Effect.void))),
    () => Effect.callback<void>((resume) => void socket.close(() => resume(Effect.void)))
  )
  return {
    port: socket.address().port,
    become: (...addresses: ReadonlyArray<string>) => {
      known = addresses
    },
    asked: (): number => asked
  }
})
