import { Effect } from "effect"

/** What a backend on this port tells Prometheus, by name and labels as they are written. */
export const metricsOf = (port: number) =>
  Effect.promise(() =>
    fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(10_000) }).then((answer) => answer.text())
  ).pipe(
    Effect.map(
      (text) =>
        new Map(
          text.split("\n").flatMap((line) => {
            const at = line.lastIndexOf(" ")
            return line.startsWith("#") || at < 0 ? [] : [[line.slice(0, at), Number(line.slice(at + 1))] as const]
          })
        )
    )
  )
