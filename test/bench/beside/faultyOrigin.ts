import { createServer } from "node:http"
import { Effect } from "effect"
import type { Fault, Reply } from "./faults.ts"

/** Packets of a segment. */
const packets = 40
const length = 188

/** A segment whose packets say which one they are of. */
const segmentOf = (n: number): Uint8Array => {
  const bytes = Buffer.alloc(packets * length, ".")
  for (let i = 0; i < packets; i++) {
    bytes.set([0x47, 0x41, 0x00, 0x10 | (i % 16)], i * length)
    bytes.write(`segment ${n} ${i} `, i * length + 4)
  }
  return new Uint8Array(bytes)
}

/** The numbers of the segments of which bytes hold all packets in their order. */
export const wholeIn = (bytes: Uint8Array): ReadonlySet<number> => {
  const whole = new Set<number>()
  let next = 0
  for (let at = 0; at + length <= bytes.length; at += length) {
    const [, n, packet] =
      /^segment (\d+) (\d+) /.exec(Buffer.from(bytes.subarray(at + 4, at + 40)).toString("latin1")) ?? []
    next = Number(packet) === next || Number(packet) === 0 ? Number(packet) + 1 : Number.NaN
    if (next === packets) whole.add(Number(n))
  }
  return whole
}

/** Seconds that a stream goes on. */
export const lasts = 32

const usual = { seconds: 1, window: 6 }

/** A faulty stream, and which of its segments count: those that were listed when both who ask had begun, to the last. */
interface FaultyOrigin {
  readonly url: string
  readonly counted: () => { readonly from: number; readonly to: number }
}

/** A live stream on loopback that is wrong in one way. */
export const faultyOrigin = (fault: Fault) =>
  Effect.acquireRelease(
    Effect.callback<FaultyOrigin & { readonly close: () => void }>((resume) => {
      const { seconds = usual.seconds, window = usual.window } = fault
      const began = performance.now()
      const tries = new Map<string, number>()
      const begun = new Map<string, number>()
      const list = (at: number): ReadonlyArray<string> => {
        const end = window + Math.floor(Math.min(at, lasts) / seconds)
        const lines = [
          "#EXTM3U",
          "#EXT-X-VERSION:6",
          `#EXT-X-TARGETDURATION:${Math.ceil(seconds)}`,
          `#EXT-X-MEDIA-SEQUENCE:${end - window}`
        ]
        for (let n = end - window; n < end; n++) lines.push(`#EXTINF:${seconds},`, `${n}.ts`)
        return at >= lasts ? [...lines, "#EXT-X-ENDLIST"] : lines
      }
      const answer = (path: string, from: string, at: number): Reply | Uint8Array | ReadonlyArray<string> => {
        // Each who asks is answered as if nobody else did.
        if (!begun.has(from)) begun.set(from, at)
        const asked = (tries.get(`${from} ${path}`) ?? 0) + 1
        tries.set(`${from} ${path}`, asked)
        if (path.startsWith("master")) return ["#EXTM3U", ...(fault.master?.(at) ?? [])]
        if (path.startsWith("index")) return fault.list?.(list(at), at, asked) ?? list(at)
        const n = Number(/^(\d+)\.ts/.exec(path)?.[1] ?? Number.NaN)
        if (Number.isNaN(n)) return (response) => void response.writeHead(404).end()
        return fault.segment?.(n, asked, segmentOf(n), at, Math.max(0, (n - window + 1) * seconds)) ?? segmentOf(n)
      }
      const server = createServer(({ headers, url = "" }, response) => {
        const path = url.slice(1)
        for (const [name, value] of Object.entries(fault.headers?.(path) ?? {})) response.setHeader(name, value)
        if (fault.refuses?.(headers, path) === true) return void response.writeHead(403).end()
        const given = answer(path, headers["user-agent"] ?? "", (performance.now() - began) / 1000)
        if (typeof given === "function") given(response)
        else if (given instanceof Uint8Array) response.writeHead(200, { "content-type": "video/mp2t" }).end(given)
        else response.writeHead(200, { "content-type": "application/vnd.apple.mpegurl" }).end(`${given.join("\n")}\n`)
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const path = fault.master === undefined ? "index.m3u8" : "master.m3u8"
        resume(
          Effect.succeed({
            url: `http://127.0.0.1:${port}/${path}`,
            counted: () => ({
              from: window + Math.ceil((Math.max(...begun.values()) + 2) / seconds),
              to: window + Math.floor(lasts / seconds) - 1
            }),
            close: () => {
              server.close()
              server.closeAllConnections()
            }
          })
        )
      })
    }),
    ({ close }) => Effect.sync(close)
  )
