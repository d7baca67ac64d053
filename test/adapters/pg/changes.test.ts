import { changesContract } from "../../contracts/changes.ts"
import * as Pg from "./World.ts"

changesContract("PostgreSQL", Pg.layer)
