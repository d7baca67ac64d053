import { sessionsContract } from "../../contracts/sessions.ts"
import * as Pg from "./World.ts"

sessionsContract("PostgreSQL", Pg.layer)
