import * as Memory from "../../../src/adapters/memory/World.ts"
import { atomicallyContract } from "../../contracts/atomically.ts"

atomicallyContract("memory", Memory.layer)
