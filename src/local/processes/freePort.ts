import { createServer } from "node:net"
import { Effect, FileSystem } from "effect"

/** Whether a server could listen on this address now. Port 0 stands for any. Gives the port, or why not (`EADDRINUSE`, `EACCES`, ...). */
export const tryPort = (host: string, port: number): Effect.Effect<number, string> =>
  Effect.callback<number, string>((resume) => {
    const server = createServer()
    server.once("error", (error: NodeJS.ErrnoException) => resume(Effect.fail(error.code ?? error.message)))
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      const bound = typeof address === "object" && address !== null ? address.port : port
      server.close(() => resume(Effect.succeed(bound)))
    })
    return Effect.sync(() => server.close())
  })

/** `preferred` if it is free on loopback, else some free port. Another process may still take it first. */
export const freePort = (preferred: number): Effect.Effect<number> =>
  tryPort("127.0.0.1", preferred).pipe(
    Effect.catch(() => tryPort("127.0.0.1", 0)),
    Effect.orDie
  )

/** A free loopback port: the one of the last time, kept in `file`, whenever that is free. */
export const keptPort = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const last = Number(yield* Effect.orElseSucceed(fs.readFileString(file), () => ""))
  const port = yield* freePort(Number.isInteger(last) && last > 0 && last < 65536 ? last : 0)
  yield* fs.writeFileString(file, `${port}\n`)
  return port
})
