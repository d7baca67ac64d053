import * as Memory from "../../../src/adapters/memory/World.ts"
import { overridesContract } from "../../contracts/overrides.ts"

overridesContract("memory", Memory.layer)
