import { subscriptionsContract } from "../../contracts/subscriptions.ts"
import * as Pg from "./World.ts"

subscriptionsContract("PostgreSQL", Pg.layer)
