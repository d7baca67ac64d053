import { Effect, FileSystem, Option, Path } from "effect"
import { type ProcessIdentity, startOf } from "./ProcessStart.ts"

/** A process noted in a folder: `role.pid.started` is the name of an empty file, so a note is never half written. */
export interface ProcessFile extends ProcessIdentity {
  readonly role: string
  readonly file: string
}

/** The processes noted in `folder`; other files are passed over. */
export const read = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const names = yield* Effect.orElseSucceed(fs.readDirectory(folder), (): ReadonlyArray<string> => [])
  return names.flatMap((name): ReadonlyArray<ProcessFile> => {
    const found = /^([a-z]+)\.(\d+)\.([A-Za-z0-9-]+)$/.exec(name)
    const [, role, pid, started] = found ?? []
    if (role === undefined || pid === undefined || started === undefined) return []
    return [{ role, pid: Number(pid), started, file: path.join(folder, name) }]
  })
})

/** Notes the living process `pid` under `role` (lower case letters), once; none when it is already gone. */
export const note = Effect.fnUntraced(function* (folder: string, role: string, pid: number) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const started = yield* startOf(pid)
  if (Option.isNone(started)) return Option.none<ProcessFile>()
  const file = path.join(folder, `${role}.${pid}.${started.value}`)
  yield* fs.writeFileString(file, "", { mode: 0o600, flag: "wx" })
  return Option.some<ProcessFile>({ role, pid, started: started.value, file })
})

/** Forgets a noted process. */
export const forget = (noted: ProcessFile) =>
  FileSystem.FileSystem.use((fs) => Effect.ignore(fs.remove(noted.file, { force: true })))
