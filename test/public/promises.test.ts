import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"

const pages = join(import.meta.dirname, "../../public")

it("T9: no page promises that a source will be recorded whose recorder has not told yet what it finds", () => {
  const files = readdirSync(pages, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"))
  assert.isAbove(files.length, 50)
  for (const file of files) {
    assert.notMatch(readFileSync(join(pages, file), "utf8"), /recorded whenever|whenever it is on air/, file)
  }
})
