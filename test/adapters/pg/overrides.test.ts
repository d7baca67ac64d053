import { overridesContract } from "../../contracts/overrides.ts"
import * as Pg from "./World.ts"

overridesContract("PostgreSQL", Pg.layer)
