import { availableParallelism } from "node:os"
import { delimiter, join } from "node:path"
import process from "node:process"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** What `vitest run --mode MODE` runs instead of the tests: the fuzzers, or what builds images and runs the composed stack. */
const others: Readonly<Record<string, string>> = { fuzz: "**/*.fuzz.ts", images: "**/*.images.ts" }

/**
 * Folders whose files keep nothing beyond themselves in the process that runs them: they share it one after another, so that each
 * process loads the product once and not for every file.
 */
const sharing = ["app", "contracts", "domain", "faults", "http", "media", "public"].map(
  (folder) => `${folder}/**/*.test.ts`
)

/** Files that hold moments of real time to account: they come last, and nothing runs beside them. */
const quiet = [
  "adapters/{crypto/Bcrypt,process/EventLoop}.test.ts",
  "adapters/pg/{backends,outages,takeover}.test.ts",
  "browser/kinds.test.ts",
  "http/agreement.test.ts",
  "overseer/improvements.test.ts",
  "stack/{backends,crowd,recording,shutdown}.test.ts"
]

/** Tests wait more than they work: two at a time leave two cores time to spare. */
const atOnce = Math.max(2, availableParallelism() - 1)

const projects = [
  { name: "sharing", include: sharing, exclude: quiet, isolate: false, maxWorkers: atOnce },
  { name: "alone", include: ["**/*.test.ts"], exclude: [...sharing, ...quiet], maxWorkers: atOnce },
  { name: "quiet", include: quiet, maxWorkers: 1, sequence: { groupOrder: 1 } }
].map((test) => ({ extends: true as const, test }))

/** What takes longest begins first, so that at the end of a run no core waits for another. */
class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const rank = ({ moduleId }: TestSpecification) => Number(!/\/test\/(?:browser|stack|upgrade)\//.test(moduleId))
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
