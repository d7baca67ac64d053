import { leadershipContract } from "../../contracts/leadership.ts"
import * as Pg from "./World.ts"

leadershipContract("PostgreSQL", Pg.layer)
