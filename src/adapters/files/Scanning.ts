import { Effect, FileSystem, Option, Path } from "effect"
import { MovieScan } from "../../media/MovieScan.ts"
import type { Scan } from "../../media/Scan.ts"
import { packetLength } from "../../media/TransportPacket.ts"
import { TransportScan } from "../../media/TransportScan.ts"
import type { MediaFile } from "../../ports/MediaFiles.ts"
import { bounded } from "./Bounded.ts"

/** What is known of a file that had these bytes and this time of writing. */
interface Scanned {
  readonly bytes: number
  readonly modifiedAt: number
  readonly scan: Scan
  /** Its first bytes: another recording under the same name has others. */
  readonly head: Uint8Array
}

/** Whole packets, so many that a piece takes the processor well under 5 ms. */
const chunk = packetLength * 8192

const headBytes = packetLength * 16

/** Entry points kept in memory, over all files. */
const mostEntries = 200_000

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length <= b.length && a.every((byte, i) => byte === b[i])

const scanOf = ({ name }: MediaFile): Scan => (name.endsWith(".mp4") ? new MovieScan() : new TransportScan())

/** Reads recordings once, piece by piece, and goes on where it stopped when a file has grown. */
export const scanning = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const known = bounded<Scanned>(mostEntries, ({ scan }) => 10 + scan.entries.length)

  /** What is known of exactly this state of the file. */
  const current = (folder: string, file: MediaFile): Scan | undefined => {
    const found = known.get(path.join(folder, file.name))
    return found?.bytes === file.bytes && found.modifiedAt === file.modifiedAt ? found.scan : undefined
  }

  const readOn = Effect.fnUntraced(function* (place: string, file: MediaFile) {
    const open = yield* fs.open(place, { noFollow: true })
    const head = Option.getOrElse(yield* open.readAlloc(headBytes, { position: 0n }), () => new Uint8Array())
    const before = known.get(place)
    const goesOn = before !== undefined && before.scan.position <= file.bytes && sameBytes(before.head, head)
    const scan = goesOn ? before.scan : scanOf(file)
    while (scan.position + packetLength <= file.bytes) {
      const size = Math.min(chunk, file.bytes - scan.position)
      const bytes = yield* open.readAlloc(size, { position: BigInt(scan.position) })
      if (Option.isNone(bytes) || bytes.value.length < packetLength) break
      const { position } = scan
      scan.feed(bytes.value, file.bytes)
      known.set(place, { bytes: -1, modifiedAt: -1, scan, head })
      if (scan.position === position) break
    }
    return { scan, head }
  }, Effect.scoped)

  /** Brings what is known of a file up to the state it was seen in. What can't be read holds nothing to play. */
  const scan = Effect.fn("PlaybackIndex.scan")(function* (folder: string, file: MediaFile) {
    const place = path.join(folder, file.name)
    const found = yield* Effect.catch(readOn(place, file), (error) =>
      Effect.as(Effect.logWarning(`${file.path} can't be read for playing`, error.message), {
        scan: scanOf(file),
        head: new Uint8Array()
      })
    )
    known.set(place, { bytes: file.bytes, modifiedAt: file.modifiedAt, ...found })
  })

  /** What is known of a file in any state, by its real folder. */
  const latest = (folder: string, file: MediaFile): Scan | undefined => known.get(path.join(folder, file.name))?.scan

  return { current, latest, scan }
})

export type Scanning = Effect.Success<typeof scanning>
