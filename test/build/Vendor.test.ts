import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"

const root = join(import.meta.dirname, "../..")
const read = (file: string) => readFileSync(join(root, file), "utf8")

it("what the pages bring from a package is what the package of the lock file has: `make vendor` copies it", () => {
  const packaged = read("node_modules/hls.js/dist/hls.light.min.mjs").replace(/^\/\/# sourceMappingURL.*\n?/m, "")
  assert.strictEqual(read("public/vendor/hls.light.js").trimEnd(), packaged.trimEnd())
  assert.strictEqual(read("public/vendor/hls.LICENSE.txt"), read("node_modules/hls.js/LICENSE"))
})
