import { onPostgres, storeIn } from "../Stores.ts"

/** To be imported before a test file that is to run on PostgreSQL as it runs on memory. */
storeIn(onPostgres)
