import * as Memory from "../../../src/adapters/memory/World.ts"
import { auditLogContract } from "../../contracts/auditLog.ts"

auditLogContract("memory", Memory.layer)
