import { journalFactsContract } from "../../contracts/journalFacts.ts"
import * as Pg from "./World.ts"

journalFactsContract("PostgreSQL", Pg.layer)
