import { auditLogContract } from "../../contracts/auditLog.ts"
import * as Pg from "./World.ts"

auditLogContract("PostgreSQL", Pg.layer)
