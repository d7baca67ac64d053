import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { Effect } from "effect"
import * as Loop from "../../src/local/channel/LoopedStream.ts"
import { packetLength } from "../../src/media/TransportPacket.ts"

const loop = Loop.read(readFileSync(join(import.meta.dirname, "../../src/local/channel/loop.mpegts")))

/** A packet that is only there to fill a stream up to its rate. */
const filler = Buffer.alloc(packetLength, 0xff)
filler.set([0x47, 0x1f, 0xff, 0x10])

/** Segments that a window lists. */
const listed = 6

/** A segment of the test channel, filled up to so many bits a second. */
const segmentOf = (sequence: number, rate: number): Buffer => {
  const part = Loop.segment(loop, sequence)
  const spare = Math.floor((rate * Loop.partMillis) / 8000 / packetLength) - part.length / packetLength
  return Buffer.concat([part, ...Array.from({ length: Math.max(0, spare) }, () => filler)])
}

/** A live stream of this many bits a second on loopback, at `/live.m3u8`. */
export const liveOrigin = (rate: number) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const made = new Map<number, Buffer>()
      // Steady, however the wall clock is set meanwhile.
      const newest = () => Math.floor((performance.timeOrigin + performance.now()) / Loop.partMillis)
      const segment = (sequence: number): Buffer => {
        const known = made.get(sequence) ?? segmentOf(sequence, rate)
        made.set(sequence, known)
        for (const old of made.keys()) if (old < newest() - 2 * listed) made.delete(old)
        return known
      }
      const list = (): string => {
        const first = newest() - listed + 1
        return [
          "#EXTM3U",
          `#EXT-X-TARGETDURATION:${Math.ceil(Loop.partMillis / 1000)}`,
          `#EXT-X-MEDIA-SEQUENCE:${first}`,
          ...Array.from({ length: listed }, (_, i) => [`#EXTINF:${Loop.partMillis / 1000},`, `${first + i}.ts`]).flat(),
          ""
        ].join("\n")
      }
      const server = createServer((request, response) => {
        const number = /^\/(\d+)\.ts$/.exec(request.url ?? "")?.[1]
        response.end(number === undefined ? list() : segment(Number(number)))
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(
          Effect.succeed({
            url: `http://127.0.0.1:${port}/live.m3u8`,
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
