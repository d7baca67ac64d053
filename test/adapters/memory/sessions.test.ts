import * as Memory from "../../../src/adapters/memory/World.ts"
import { sessionsContract } from "../../contracts/sessions.ts"

sessionsContract("memory", Memory.layer)
