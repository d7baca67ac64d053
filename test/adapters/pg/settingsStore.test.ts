import { settingsStoreContract } from "../../contracts/settingsStore.ts"
import * as Pg from "./World.ts"

settingsStoreContract("PostgreSQL", Pg.layer)
