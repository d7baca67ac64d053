import { join } from "node:path"

/** How to run one of the stack's programs. */
export interface Program {
  readonly command: string
  readonly args: ReadonlyArray<string>
  /** The folder it runs in; relative paths in its files count from there. */
  readonly cwd: string
}

/** The stack's programs and the folders that the backend serves and migrates from; absolute. */
export interface Programs {
  readonly backend: Program
  readonly overseer: Program
  readonly channel: Program
  readonly publicDir: string
  readonly migrationsDir: string
}

/**
 * How the backend keeps memory. Node's heap, in mebibytes: left alone it grows with what the machine has, for a large installation to
 * twice as much; what NODE_OPTIONS says besides comes after it. And one arena of the C library for all threads: each further one keeps
 * some megabytes. The image of the backend says the same.
 */
export const memory = { NODE_OPTIONS: "--max-semi-space-size=16 --max-old-space-size=1024", MALLOC_ARENA_MAX: "1" }

const programs = (
  root: string,
  backend: ReadonlyArray<string>,
  overseer: ReadonlyArray<string>,
  channel: ReadonlyArray<string>
) => {
  const dist = join(root, "dist")
  const program = (args: ReadonlyArray<string>, cwd: string): Program => ({ command: process.execPath, args, cwd })
  const all: Programs = {
    backend: program(backend, root),
    overseer: program([...overseer, "-config", "actions.yaml"], dist),
    channel: program(channel, dist),
    publicDir: join(root, "public"),
    migrationsDir: join(root, "migrations")
  }
  return all
}

/** The bundles in `dist` of the repository at `root`. */
export const bundled = (root: string): Programs => {
  const bundle = (name: string) => [join(root, "dist", `${name}.js`)]
  return programs(root, bundle("backend"), bundle("overseer"), bundle("channel"))
}

/** The sources, each started anew when a file of it changes. Recorders still come from `dist`. */
export const fromSources = (root: string): Programs => {
  const watched = (source: string) => ["--watch", "--watch-preserve-output", join(root, "src", source)]
  return programs(root, watched("main.ts"), watched("overseer/main.ts"), watched("local/channel/main.ts"))
}
