import { readdirSync, readFileSync } from "node:fs"
import { Effect, Schedule } from "effect"

/** What a process of the product is, by its command line. */
export type Role = "launcher" | "backend" | "overseer" | "channel" | "database" | "recorder"

/** A process of the product as it was seen. Times are milliseconds since the epoch, by the true clock. */
export interface Seen {
  readonly pid: number
  readonly role: Role
  /** A recorder's source; empty for others. */
  readonly source: string
  readonly firstAt: number
  lastAt: number
  /** Whether it is there, and no zombie. */
  alive: boolean
}

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}

const roleOf = (command: ReadonlyArray<string>): Role | undefined => {
  const line = command.join(" ")
  if (/recorder\.js /.test(line)) return "recorder"
  if (/overseer\.js/.test(line)) return "overseer"
  if (/channel\.js/.test(line)) return "channel"
  if (/chaos\/stack\/backend\.ts/.test(line)) return "backend"
  if (/chaos\/stack\/launcher\.ts/.test(line)) return "launcher"
  return /postgres/.test(command[0] ?? "") ? "database" : undefined
}

/** Looks at the machine's process table again and again until the scope closes, and remembers each process of `dataDir`. */
export const table = Effect.fnUntraced(function* (dataDir: string) {
  const known = new Map<string, Seen | null>()
  const first = new Map<string, { readonly at: number; readonly line: string }>()
  const seen: Array<Seen> = []
  const meet = (key: string, pid: number, now: number): Seen | null | undefined => {
    const line = read(`/proc/${pid}/cmdline`)
    const before = first.get(key)
    // A process that is only being made shows its parent's line: one is believed that is there twice.
    if (before?.line !== line) {
      first.set(key, { at: before?.at ?? now, line })
      return undefined
    }
    first.delete(key)
    const command = line.split("\0")
    const role = roleOf(command)
    const ours = line.includes(dataDir) || read(`/proc/${pid}/environ`).includes(`DATA_DIR=${dataDir}\0`)
    if (role === undefined || !ours) return null
    const source = role === "recorder" ? (command[command.indexOf("-s") + 1] ?? "") : ""
    const one: Seen = { pid, role, source, firstAt: before.at, lastAt: now, alive: true }
    seen.push(one)
    return one
  }
  const look = () => {
    // @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
    const now = Date.now()
    for (const one of seen) one.alive = false
    for (const name of readdirSync("/proc")) {
      const pid = Number(name)
      if (!Number.isSafeInteger(pid) || pid === process.pid) continue
      const stat = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? []
      const [state = "X"] = stat
      if ("ZX".includes(state)) continue
      const key = `${pid} ${stat[19]}`
      const one = known.has(key) ? known.get(key) : meet(key, pid, now)
      if (one === undefined) continue
      known.set(key, one)
      if (one === null) continue
      one.lastAt = now
      one.alive = true
    }
  }
  yield* Effect.sync(look).pipe(Effect.repeat(Schedule.fixed("200 millis")), Effect.forkScoped)
  return {
    seen: seen as ReadonlyArray<Seen>,
    look: Effect.sync(look),
    alive: (role: Role) => seen.filter((one) => one.alive && one.role === role)
  }
})

export type Table = Effect.Success<ReturnType<typeof table>>
