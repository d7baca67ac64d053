import * as Memory from "../../../src/adapters/memory/World.ts"
import { changesContract } from "../../contracts/changes.ts"

changesContract("memory", Memory.layer)
