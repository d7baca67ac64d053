import { setPriority } from "node:os"
import { Effect, FileSystem, Path } from "effect"
import * as Program from "../programs/Program.ts"
import { type Look, lookOf, type Order, ordering } from "./commands.ts"
import type { Material } from "./Material.ts"

/** A program that takes longer than this hangs. */
const patience = "20 seconds"

const nothing: Uint8Array = new Uint8Array(0)

/** Recorders go first, and still somebody waits for the picture. */
const niceness = 5

const lower = (pid: number | undefined) =>
  Effect.ignore(Effect.try(() => (pid === undefined ? undefined : setPriority(pid, niceness))))

/** What else may be seen of something of which nothing came the first way: of a file nobody knows what it holds. */
const secondLook = (material: Material): Look | undefined => (material._tag === "File" ? "sound" : undefined)

/** Makes pictures in a folder of its own by as few processes of ffmpeg as will do. */
export const developing = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path

  /** Asks for some pictures at once; what came of each. Fails only where there is no program. */
  const ask = Effect.fnUntraced(function* (asked: ReadonlyArray<{ readonly material: Material; readonly look: Look }>) {
    const desk = yield* fs.makeTempDirectoryScoped({ directory: folder, prefix: ".desk-" })
    const orders: Array<Order> = []
    for (const [i, { look, material }] of asked.entries()) {
      const input = material._tag === "File" ? material.place : path.join(desk, `${i}.in`)
      if (material._tag !== "File") yield* fs.writeFile(input, material.bytes)
      orders.push({ input, look, format: material.format, output: path.join(desk, `${i}.jpg`) })
    }
    const program = yield* Program.start({ name: "ffmpeg", args: ordering(orders), hears: () => undefined })
    yield* lower(program.group)
    program.output.resume()
    yield* Effect.timeoutOption(program.ended, patience)
    return yield* Effect.forEach(orders, ({ output }) => Effect.orElseSucceed(fs.readFile(output), () => nothing))
  }, Effect.scoped)

  /** One picture by a process of its own, looked at in every way that may give one. */
  const alone = Effect.fnUntraced(function* (material: Material) {
    const [first = nothing] = yield* ask([{ material, look: lookOf(material) }])
    const second = secondLook(material)
    if (first.length > 0 || second === undefined) return first
    return (yield* ask([{ material, look: second }]))[0] ?? nothing
  })

  /**
   * The pictures of these, no bytes where nothing can be made of one: of several a damaged one may take the others with it, so what is
   * missing is tried once more by itself.
   */
  return Effect.fn("Developing.develop")(function* (materials: ReadonlyArray<Material>) {
    if (materials.length === 1) return yield* Effect.forEach(materials, alone)
    const together = yield* ask(materials.map((material) => ({ material, look: lookOf(material) })))
    return yield* Effect.forEach(materials, (material, i) => {
      const picture = together[i] ?? nothing
      return picture.length > 0 ? Effect.succeed(picture) : alone(material)
    })
  })
})
