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
  readonly thumbnailer: Program
  readonly publicDir: string
  readonly migrationsDir: string
}

/**
 * How the backend keeps memory. Node's heap, in mebibytes: left alone it grows with what the machine has, for a large installation to
 * twice as much; what NODE_OPTIONS says besides comes after it. And one arena of the C library for all threads: each further one keeps
 * some megabytes. The image of the backend says the same.
 */
export const memory = { NODE_OPTIONS: "--max-semi-space-size=16 --max-old-space-size=1024", MALLOC_ARENA_MAX: "1" }

const programs = (root: string, argsOf: (name: string, source: string) => ReadonlyArray<string>) => {
  const dist = join(root, "dist")
  const program = (args: ReadonlyArray<string>, cwd: string): Program => ({ command: process.execPath, args, cwd })
  const all: Programs = {
    backend: program(argsOf("backend", "main.ts"), root),
    overseer: program([...argsOf("overseer", "overseer/main.ts"), "-config", "actions.yaml"], dist),
    channel: program(argsOf("channel", "local/channel/main.ts"), dist),
    thumbnailer: program(argsOf("thumbnailer", "thumbnailer/main.ts"), dist),
    publicDir: join(root, "public"),
    migrationsDir: join(root, "migrations")
  }
  return all
}

/** The bundles in `dist` of the repository at `root`. */
export const bundled = (root: string): Programs => programs(root, (name) => [join(root, "dist", `${name}.js`)])

/** The sources, each started anew when a file of it changes. Recorders still come from `dist`. */
export const fromSources = (root: string): Programs =>
  programs(root, (_, source) => ["--watch", "--watch-preserve-output", join(root, "src", source)])
