import { Console } from "effect"

export interface Figures {
  readonly median: number
  readonly max: number
}

/** The CPU time of `work` in milliseconds over `rounds` counted runs, after as many to warm up. */
export const cpu = (work: () => void, rounds = 20): Figures => {
  for (let i = 0; i < rounds; i++) work()
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage()
    work()
    const { system, user } = process.cpuUsage(before)
    return (system + user) / 1000
  }).sort((a, b) => a - b)
  return { median: times[Math.floor(rounds / 2)] ?? 0, max: times.at(-1) ?? 0 }
}

/** The value below which `share` (0 to 1) of the values lie. */
export const percentile = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)] ?? 0

/** Prints one block of figures. */
export const report = (
  title: string,
  rows: ReadonlyArray<{ readonly name: string; readonly unit: string; readonly median: number; readonly max: number }>
) =>
  Console.log(
    [
      title,
      ...rows.map(
        ({ max, median, name, unit }) =>
          `  ${name.padEnd(48)} median ${median.toFixed(2)}, max ${max.toFixed(2)} ${unit}`
      )
    ].join("\n")
  )
