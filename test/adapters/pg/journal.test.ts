import { journalContract } from "../../contracts/journal.ts"
import * as Pg from "./World.ts"

journalContract("PostgreSQL", Pg.layer)
