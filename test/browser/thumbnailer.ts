import { createServer } from "node:http"
import { crc32, deflateSync } from "node:zlib"
import { Effect } from "effect"

const chunk = (name: string, data: Uint8Array) => {
  const body = Buffer.concat([Buffer.from(name), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** A picture of soft stripes, 160 by 90, as PNG. */
const stripes = () => {
  const [width, height] = [160, 90]
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  const line = (y: number) => [0, ...Array.from({ length: width }, (_, x) => [40 + x, 60 + y, 150 - (x >> 1)]).flat()]
  const pixels = Buffer.from(Array.from({ length: height }, (_, y) => line(y)).flat())
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0))
  ])
}

/** A thumbnailer that has a picture of one source and of no other. */
export const thumbnailer = (path: string) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const picture = stripes()
      const server = createServer((request, response) => {
        if (request.url === path) response.writeHead(200, { "content-type": "image/png" }).end(picture)
        else response.writeHead(404, { "content-type": "text/html" }).end("<p>none</p>")
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(
          Effect.succeed({
            url: `ws://127.0.0.1:${port}/ws`,
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
