import * as Memory from "../../../src/adapters/memory/World.ts"
import { grantsContract } from "../../contracts/grants.ts"

grantsContract("memory", Memory.layer)
