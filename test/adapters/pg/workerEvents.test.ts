import { workerEventsContract } from "../../contracts/workerEvents.ts"
import * as Pg from "./World.ts"

workerEventsContract("PostgreSQL", Pg.layer)
