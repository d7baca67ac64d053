/**
 * Kills recorders at moments that are drawn, one after another, and plays what they leave: `npm run kills -- --kills 50 --seed 1`. Exit
 * code 1 where a file does not play to its end, or lacks more than the last moments.
 */
import process from "node:process"
import { Console, Effect } from "effect"
import { randomOf } from "../../faults/simulator/Random.ts"
import { killing } from "./Kill.ts"
import { kinds } from "./kinds.ts"

const numberOf = (name: string, otherwise: number): number => {
  const value = Number(process.argv[process.argv.indexOf(`--${name}`) + 1])
  return process.argv.includes(`--${name}`) && Number.isInteger(value) ? value : otherwise
}

const [kills, first] = [numberOf("kills", 50), numberOf("seed", 1)]

const all = Effect.gen(function* () {
  let broken = 0
  for (let i = 0; i < kills; i++) {
    const kind = kinds[i % kinds.length]
    if (kind === undefined) continue
    const seed = first + Math.floor(i / kinds.length)
    const { faults, moment } = yield* killing(kind, randomOf(seed, kind.what))
    if (faults.length > 0) broken += 1
    yield* Console.log(`seed ${seed}, ${kind.what}, at ${moment}: ${faults.length === 0 ? "plays" : faults.join("; ")}`)
  }
  yield* Console.log(`${kills} kills, ${broken} with faults`)
  process.exitCode = broken === 0 ? 0 : 1
})

await Effect.runPromise(all)
