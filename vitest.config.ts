import { availableParallelism } from "node:os"
import { delimiter, join } from "node:path"
import process from "node:process"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** What `vitest run --mode MODE` runs instead of the tests: the fuzzers, or what builds images and runs the composed stack. */
const others: Readonly<Record<string, string>> = { fuzz: "**/*.fuzz.ts", images: "**/*.images.ts" }

const within = (...folders: ReadonlyArray<string>) => folders.map((folder) => `${folder}/**/*.test.ts`)

/**
 * Folders whose files keep nothing beyond themselves in the process that runs them: they share it one after another, so that each
 * process loads the product once and not for every file. Those of the first work as much as they wait, those of the second hardly
 * work, and those of the last do nothing else.
 */
const pages = within("browser")
const waiting = within("adapters", "local", "main", "overseer", "proxy", "recorder", "stack", "thumbnailer", "upgrade")
const working = within("app", "contracts", "domain", "environment", "faults", "http", "media", "public", "runtime")

/** Files that hold moments of real time to account: they come last, and nothing runs beside them. */
const quiet = [
  "adapters/{crypto/Bcrypt,process/EventLoop}.test.ts",
  "adapters/pg/backends.test.ts",
  "browser/kinds.test.ts",
  "http/agreement.test.ts",
  "stack/{backends,crowd,recording,shutdown}.test.ts"
]

/** Those of them that wait for seconds to pass and do nothing else run beside each other. */
const idle = ["adapters/pg/{outages,takeover}.test.ts", "overseer/improvements.test.ts"]

const cores = Math.max(2, availableParallelism())

/** One group after another; of a group, as many files at a time as leave no core without work and none with too much. */
const projects = [
  { name: "pages", include: pages, isolate: false, maxWorkers: cores + 1, order: 0 },
  { name: "waiting", include: waiting, isolate: false, maxWorkers: 2 * cores, order: 1 },
  { name: "working", include: working, isolate: false, maxWorkers: cores, order: 2 },
  {
    name: "alone",
    include: ["**/*.test.ts"],
    exclude: [...pages, ...waiting, ...working],
    maxWorkers: cores,
    order: 2
  },
  { name: "idle", include: idle, maxWorkers: 2, order: 3, comesLast: true },
  { name: "quiet", include: quiet, maxWorkers: 1, order: 4, comesLast: true }
].map(({ comesLast = false, exclude = [], order, ...test }) => ({
  extends: true as const,
  test: { ...test, exclude: comesLast ? exclude : [...exclude, ...quiet, ...idle], sequence: { groupOrder: order } }
}))

/** What took longest of each group, longest first; of all others larger files are taken for longer ones. */
const longest = [
  ...["player", "pages", "dashboard", "dialogs", "library", "shell", "source-log"].map((page) => `browser/${page}.`),
  ...["local/postgres/Embedded", "stack/survival", "recorder/stream/Streams", "local/launcher/Stopping", "main/backup"],
  ...["thumbnailer/Damaged", "recorder/Movies", "local/launcher/Dying", "main/admin", "adapters/pg/backup"],
  ...[
    "recorder/Kills",
    "stack/",
    "upgrade/",
    "adapters/pg/migrations",
    "local/launcher/",
    "faults/simulator",
    "faults/pool"
  ]
]

/** What takes longest begins first, so that at the end of a group no core waits for another. */
class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = longest.findIndex((one) => moduleId.includes(`/test/${one}`))
      return place === -1 ? longest.length : place
    }
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig(({ mode }) => ({
  test: {
    dir: "test",
    sequence: { sequencer: LongestFirst },
    ...(others[mode] === undefined ? { projects } : { include: [others[mode]] }),
    passWithNoTests: mode === "fuzz",
    globalSetup: "test/postgres/lend.ts",
    // Hundreds of processes that tests start from the sources compile the same modules: each does only what no other has done.
    env: {
      NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/compile"),
      // Recorders look there for programs, as tests do; tools/test-setup installs some into the first.
      PATH: [join(import.meta.dirname, ".cache/finders/bin"), process.env["PATH"]].join(delimiter)
    },
    // Only there to end what hangs: on a busy machine everything may take long.
    testTimeout: 120_000,
    hookTimeout: 180_000
  }
}))
