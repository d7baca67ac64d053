import { Effect, FileSystem, Option, Path } from "effect"

/** A picture, and a mark of what it was made of. Without bytes: nothing can be made of that. */
export interface KeptPicture {
  readonly mark: string
  readonly bytes: Uint8Array
}

const newline = 10

const split = (stored: Uint8Array): KeptPicture | undefined => {
  const end = stored.indexOf(newline)
  return end < 0
    ? undefined
    : { mark: new TextDecoder().decode(stored.subarray(0, end)), bytes: stored.subarray(end + 1) }
}

const join = ({ bytes, mark }: KeptPicture): Uint8Array => Buffer.concat([Buffer.from(`${mark}\n`), bytes])

/**
 * Pictures kept in a folder under names of letters, digits, `_`, `-`, `.` and one `/` or two: what was used longest ago goes once they are
 * more than `most` bytes. What can't be read or written is as if it were not there.
 */
export const keeping = Effect.fnUntraced(function* (folder: string, most: number) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const sizes = new Map<string, number>()
  let total = 0

  const forget = (name: string) => {
    total -= sizes.get(name) ?? 0
    sizes.delete(name)
  }
  const use = (name: string, size: number) => {
    forget(name)
    sizes.set(name, size)
    total += size
  }
  const drop = (name: string) => {
    forget(name)
    return Effect.ignore(fs.remove(path.join(folder, name), { force: true }))
  }

  const found = yield* Effect.forEach(
    yield* Effect.orElseSucceed(fs.readDirectory(folder, { recursive: true }), () => []),
    (name) => Effect.option(Effect.map(fs.stat(path.join(folder, name)), (info) => ({ name, info })))
  )
  const files = found.flatMap(Option.toArray).filter(({ info }) => info.type === "File")
  const age = ({ info }: (typeof files)[number]) => Option.match(info.mtime, { onNone: () => 0, onSome: Number })
  for (const { info, name } of files.sort((a, b) => age(a) - age(b))) use(name, Number(info.size))

  const get = Effect.fnUntraced(function* (name: string) {
    if (!sizes.has(name)) return Option.none<KeptPicture>()
    const stored = yield* Effect.option(fs.readFile(path.join(folder, name)))
    const kept = Option.flatMapNullishOr(stored, split)
    if (Option.isNone(kept)) forget(name)
    else use(name, sizes.get(name) ?? 0)
    return kept
  })

  const set = Effect.fnUntraced(
    function* (name: string, picture: KeptPicture) {
      const place = path.join(folder, name)
      const bytes = join(picture)
      yield* fs.makeDirectory(path.dirname(place), { recursive: true })
      yield* fs.writeFile(`${place}.part`, bytes)
      yield* fs.rename(`${place}.part`, place)
      use(name, bytes.length)
      while (total > most) {
        const oldest = sizes.keys().next().value
        if (oldest === undefined || oldest === name) break
        yield* drop(oldest)
      }
    },
    Effect.catch((error) => Effect.logWarning("a picture can't be kept", error.message))
  )

  return { get, set, drop }
})

export type Kept = Effect.Success<ReturnType<typeof keeping>>
