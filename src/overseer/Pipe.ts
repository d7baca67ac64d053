import type { Readable } from "node:stream"
import { Effect } from "effect"
import * as Lines from "./core/Lines.ts"

/** How much of what has arrived is cut into lines before their receiver is asked for leave again, in bytes. */
const mouthful = 8 * 1024

/** No pipe and its buffers hold more than this, in bytes: what comes later was written after the process had gone. */
const held = 256 * 1024

/** One stream of a process, read line by line. */
export interface Pipe {
  /** Reads to the end. `leave` is waited for between mouthfuls, so that a receiver can slow the process down. */
  readonly read: (line: (data: string) => void, leave: Effect.Effect<void>) => Effect.Effect<void>
  /** Asks the reading to stop as soon as nothing more is there to be read. */
  readonly conclude: () => void
}

/** The pipe behind a readable stream. */
export const make = (source: Readable): Pipe => {
  let concluding = false
  let allowance = held
  let look = (): void => undefined
  // For good: a stream that nobody listens to is poured away when its process ends.
  source.on("readable", () => look()).on("close", () => look())
  source.on("error", () => source.destroy())

  const next = Effect.callback<Uint8Array | undefined>((resume) => {
    look = () => {
      const read: unknown = source.read()
      const chunk = read instanceof Uint8Array ? read : undefined
      if (chunk === undefined && !concluding && !source.readableEnded && !source.destroyed) return
      look = () => undefined
      resume(Effect.succeed(chunk))
    }
    look()
  })

  const read = Effect.fnUntraced(function* (line: (data: string) => void, leave: Effect.Effect<void>) {
    let partial = Lines.empty
    while (allowance > 0) {
      const chunk = yield* next
      if (chunk === undefined) break
      if (concluding) allowance -= chunk.length
      for (let from = 0; from < chunk.length; from += mouthful) {
        const [lines, rest] = Lines.push(partial, chunk.subarray(from, from + mouthful))
        partial = rest
        for (const data of lines) line(data)
        yield* leave
      }
    }
    source.destroy()
    for (const data of Lines.flush(partial)) line(data)
  })

  return {
    read,
    conclude: () => {
      concluding = true
      look()
    }
  }
}
