import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { Effect, Redacted } from "effect"

/** A way to the database that can be cut (connections end, new ones are refused) or fall silent (nothing passes any more). */
export const make = Effect.fnUntraced(function* (dsn: Redacted.Redacted<string>) {
  const url = new URL(Redacted.value(dsn))
  const [host, port] = [url.hostname, Number(url.port)]
  const sockets = new Set<Socket>()
  let state: "open" | "cut" | "silent" = "open"

  const server = createServer((near) => {
    if (state === "cut") return void near.destroy()
    const far = connect(port, host)
    for (const [one, other] of [
      [near, far],
      [far, near]
    ] as const) {
      sockets.add(one)
      one.on("data", (chunk) => other.write(chunk))
      one.on("error", () => {})
      one.on("close", () => {
        sockets.delete(one)
        if (state !== "silent") other.destroy()
      })
      if (state === "silent") one.pause()
    }
  })
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.void))
    }),
    () =>
      Effect.sync(() => {
        for (const socket of sockets) socket.destroy()
        server.close()
      })
  )
  url.hostname = "127.0.0.1"
  url.port = String((server.address() as AddressInfo).port)

  const become = (next: typeof state) =>
    Effect.sync(() => {
      state = next
      for (const socket of sockets) {
        if (next === "cut") socket.destroy()
        else if (next === "silent") socket.pause()
        else socket.resume()
      }
    })
  /** What goes through now never hears of anything again, as behind a firewall that forgot it; what comes later passes. */
  const strand = Effect.sync(() => {
    for (const socket of sockets) {
      socket.removeAllListeners("data")
      socket.on("data", () => {})
      socket.pause()
    }
    sockets.clear()
    state = "open"
  })
  return { strand, dsn: Redacted.make(url.href), cut: become("cut"), silence: become("silent"), open: become("open") }
})
