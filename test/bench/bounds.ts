import { Console, Effect } from "effect"

export interface Finding {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** Absent for what is only worth knowing. */
  readonly bound?: { readonly atMost: number } | { readonly atLeast: number }
}

let missed = 0

const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2))

const verdict = ({ bound, unit, value }: Finding): string => {
  if (bound === undefined) return ""
  const [kept, words] =
    "atMost" in bound
      ? [value <= bound.atMost, `at most ${bound.atMost} ${unit}`]
      : [value >= bound.atLeast, `at least ${bound.atLeast} ${unit}`]
  if (!kept) missed += 1
  return `  ${kept ? "ok" : "MISSED"} (${words})`
}

/** Prints one block of figures with a verdict beside each that has a bound. */
export const judge = (title: string, findings: ReadonlyArray<Finding>) =>
  Console.log(
    [title, ...findings.map((one) => `  ${one.name.padEnd(48)} ${round(one.value)} ${one.unit}${verdict(one)}`)].join(
      "\n"
    )
  )

/** Says at the end how many bounds were missed. No failure: what one busy machine measures is no verdict. */
export const conclude: Effect.Effect<void> = Effect.suspend(() =>
  missed === 0 ? Effect.void : Console.error(`${missed} ${missed === 1 ? "bound was" : "bounds were"} missed`)
)
