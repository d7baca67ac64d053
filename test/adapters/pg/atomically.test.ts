import { atomicallyContract } from "../../contracts/atomically.ts"
import * as Pg from "./World.ts"

atomicallyContract("PostgreSQL", Pg.layer)
