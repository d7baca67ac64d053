import { Effect } from "effect"
import { tryPort } from "../processes/freePort.ts"
import { refuse } from "./LaunchRefused.ts"

/** Fails with a sentence unless the backend could listen on this address. */
export const requireFree = (host: string, port: number) =>
  Effect.catch(tryPort(host, port), (code) => {
    switch (code) {
      case "EADDRINUSE":
        return refuse(
          `PORT is ${port}, which another program uses: stop that program, or choose another port, such as 'make run PORT=${port === 65535 ? 8081 : port + 1}'.`
        )
      case "EACCES":
        return refuse(`PORT is ${port}, which this user may not listen on: choose one above 1023, such as 8080.`)
      default:
        return refuse(
          `HOST is '${host}', which is no address of this machine (${code}): use 127.0.0.1, or 0.0.0.0 for all.`
        )
    }
  })
