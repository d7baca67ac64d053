import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { Effect } from "effect"
import { onAir } from "../../src/local/channel/Broadcast.ts"
import * as Loop from "../../src/local/channel/LoopedStream.ts"
import * as Playlists from "../../src/local/channel/Playlists.ts"

/** How a channel is at the moment. */
export type Air = "on" | "off" | "broken" | "mute"

export interface Origin {
  readonly port: number
  readonly names: ReadonlyArray<string>
  readonly setAir: (name: string, air: Air) => void
  /** The segments, ascending, that went over the air of a channel and that somebody was told of while they could be had. */
  readonly served: (name: string) => ReadonlyArray<number>
}

const always = { on: 1, off: 0 }

/** `count` live channels, which remember what they served: the truth that the product's account is compared with. */
export const origin = (count: number) =>
  Effect.acquireRelease(
    Effect.callback<Origin & { readonly close: () => void }>((resume) => {
      const loop = Loop.read(readFileSync(join(import.meta.dirname, "../../src/local/channel/loop.mpegts")))
      const names = Array.from({ length: count }, (_, i) => `c${String(i + 1).padStart(2, "0")}`)
      const air = new Map<string, Air>(names.map((name) => [name, "on"]))
      // @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
      const onSince = new Map<string, number>(names.map((name) => [name, Date.now()]))
      const served = new Map<string, Set<number>>(names.map((name) => [name, new Set()]))
      const serve = (name: string, first: number, last: number) => {
        const since = onSince.get(name) ?? 0
        for (let one = first; one <= last; one++) {
          if (one * Loop.partMillis >= since) served.get(name)?.add(one)
        }
      }
      const server = createServer((request, response) => {
        const [, name = "", file = ""] = (request.url ?? "").split("/")
        // @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
        const now = Date.now()
        const how = air.get(name)
        if (how === "mute") return
        if (how === "broken") return void response.writeHead(503).end("broken\n")
        if (how !== "on") return void response.writeHead(404).end("off the air\n")
        const window = onAir(always, now)
        if (file === "index.m3u8" && window !== undefined) {
          response.on("finish", () => serve(name, window.first, window.last))
          return void response
            .writeHead(200, { "content-type": "application/vnd.apple.mpegurl", "cache-control": "no-store" })
            .end(Playlists.media(window))
        }
        const sequence = Number(/^(\d{1,15})\.ts$/.exec(file)?.[1] ?? Number.NaN)
        if (window === undefined || !(sequence <= window.last && sequence >= window.first - 12)) {
          return void response.writeHead(404).end("not on the air\n")
        }
        const bytes = Loop.segment(loop, sequence)
        response.writeHead(200, { "content-type": "video/mp2t", "content-length": bytes.length }).end(bytes)
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(
          Effect.succeed({
            port: typeof address === "object" && address !== null ? address.port : 0,
            names,
            setAir: (name: string, next: Air) => {
              air.set(name, next)
              // @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
              if (next === "on") onSince.set(name, Date.now())
            },
            served: (name: string) => [...(served.get(name) ?? [])].sort((a, b) => a - b),
            close: () => {
              server.closeAllConnections()
              server.close()
            }
          })
        )
      })
    }),
    ({ close }) => Effect.sync(close)
  )
