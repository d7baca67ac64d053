import { connect, createServer, type Socket } from "node:net"
import { Effect } from "effect"

/** What a relay does with what it is given. */
export type Manner =
  | { readonly _tag: "pass" }
  /** Bytes arrive, `ms` later. */
  | { readonly _tag: "delay"; readonly ms: number }
  /** Connections that are made are ended at once, and there are no others. */
  | { readonly _tag: "refuse" }
  /** Connections stay open and nothing arrives. */
  | { readonly _tag: "hole" }

export interface Relay {
  readonly port: number
  readonly set: (manner: Manner) => void
  /** Ends each connection that there is; new ones are taken. */
  readonly cut: () => void
}

/**
 * A TCP relay on loopback until the scope closes. `upstream` is asked at each connection, as the other side may move. What was
 * held back in a hole arrives when the hole ends, as TCP would have it.
 */
export const relay = (upstream: () => number | undefined) =>
  Effect.acquireRelease(
    Effect.callback<Relay & { readonly close: () => void }>((resume) => {
      let manner: Manner = { _tag: "pass" }
      const sockets = new Set<Socket>()
      const held: Array<() => void> = []
      const forward = (from: Socket, to: Socket) => {
        from.on("data", (bytes) => {
          const send = () => void (to.destroyed || to.write(bytes))
          if (manner._tag === "hole" || held.length > 0) held.push(send)
          // @effect-diagnostics-next-line globalTimers:off a relay is no program of Effect
          else if (manner._tag === "delay") setTimeout(send, manner.ms)
          else send()
        })
        const ends = () => {
          sockets.delete(from)
          // The end of one side is no news through a hole either.
          if (manner._tag === "hole") held.push(() => void to.destroy())
          else to.destroy()
        }
        from.on("error", ends).on("close", ends)
      }
      const server = createServer((near) => {
        near.on("error", () => {})
        const port = upstream()
        if (port === undefined || manner._tag === "refuse") return void near.destroy()
        const far = connect({ host: "127.0.0.1", port })
        for (const one of [near, far]) {
          one.setNoDelay(true)
          sockets.add(one)
        }
        forward(near, far)
        forward(far, near)
      })
      const cut = () => {
        for (const one of sockets) one.destroy()
        held.length = 0
      }
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(
          Effect.succeed({
            port: typeof address === "object" && address !== null ? address.port : 0,
            cut,
            set: (next: Manner) => {
              manner = next
              if (next._tag === "refuse") cut()
              if (next._tag !== "hole") for (const send of held.splice(0)) send()
            },
            close: () => {
              cut()
              server.close()
            }
          })
        )
      })
    }),
    ({ close }) => Effect.sync(close)
  )
