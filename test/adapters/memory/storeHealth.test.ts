import * as Memory from "../../../src/adapters/memory/World.ts"
import { storeHealthContract } from "../../contracts/storeHealth.ts"

storeHealthContract("memory", Memory.layer)
