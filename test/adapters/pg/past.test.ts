import { pastContract } from "../../contracts/past.ts"
import * as Pg from "./World.ts"

pastContract("PostgreSQL", Pg.layer)
