import { grantsContract } from "../../contracts/grants.ts"
import * as Pg from "./World.ts"

grantsContract("PostgreSQL", Pg.layer)
