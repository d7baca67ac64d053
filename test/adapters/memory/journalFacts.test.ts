import * as Memory from "../../../src/adapters/memory/World.ts"
import { journalFactsContract } from "../../contracts/journalFacts.ts"

journalFactsContract("memory", Memory.layer)
