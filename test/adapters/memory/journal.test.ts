import * as Memory from "../../../src/adapters/memory/World.ts"
import { journalContract } from "../../contracts/journal.ts"

journalContract("memory", Memory.layer)
