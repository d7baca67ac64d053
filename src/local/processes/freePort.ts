import { createServer } from "node:net"
import { Effect, FileSystem, Random } from "effect"

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

/** Ports from below those that a system gives to whoever asks for any, and to connections: nobody gets one by chance. */
const lowest = 10_000
const highest = 32_000

const anyPort = Random.nextIntBetween(lowest, highest).pipe(
  Effect.flatMap((port) => tryPort("127.0.0.1", port)),
  Effect.retry({ times: 20 }),
  Effect.catch(() => tryPort("127.0.0.1", 0))
)

/** `preferred` if it is free on loopback, else, or for 0, some free port. Another process may still take it first. */
export const freePort = (preferred: number): Effect.Effect<number> =>
  Effect.orDie(preferred === 0 ? anyPort : tryPort("127.0.0.1", preferred).pipe(Effect.catch(() => anyPort)))

/** A free loopback port: the one of the last time, kept in `file`, whenever that is free. */
export const keptPort = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const last = Number(yield* Effect.orElseSucceed(fs.readFileString(file), () => ""))
  const port = yield* freePort(Number.isInteger(last) && last > 0 && last < 65536 ? last : 0)
  yield* fs.writeFileString(file, `${port}\n`)
  return port
})
