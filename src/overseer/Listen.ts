import { Result } from "effect"
import type { Address } from "./Http.ts"

/** Where an overseer listens that is told nothing: on this machine only. */
export const usual: Address = { host: "127.0.0.1", port: 8080 }

const form = /^(?:(\[[0-9a-fA-F:.%\w]+\]|[^:[\]/\s]*):)?(\d{1,5})$/

/**
 * Reads an address to listen on: `host:port`, `[v6]:port`, or `:port` and `port` for every interface. Port 0 takes
 * a free one. The failure is one sentence.
 */
export const parse = (text: string): Result.Result<Address, string> => {
  const [, host = "", digits = ""] = form.exec(text) ?? []
  const port = Number(digits)
  if (digits === "" || port > 65535) {
    return Result.fail(
      `${JSON.stringify(text)} is not an address to listen on; write host:port, :port or a port number`
    )
  }
  return Result.succeed({ host: host === "" ? undefined : host.replace(/^\[|\]$/g, ""), port })
}
