import { readFileSync, writeFileSync } from "node:fs"
import { readme, written } from "./table.ts"

writeFileSync(readme, written(readFileSync(readme, "utf8")))
