import { sourcesContract } from "../../contracts/sources.ts"
import * as Pg from "./World.ts"

sourcesContract("PostgreSQL", Pg.layer)
