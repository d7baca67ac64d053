import { storeHealthContract } from "../../contracts/storeHealth.ts"
import * as Pg from "./World.ts"

storeHealthContract("PostgreSQL", Pg.layer)
