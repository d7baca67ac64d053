import * as Memory from "../../../src/adapters/memory/World.ts"
import { sourcesContract } from "../../contracts/sources.ts"

sourcesContract("memory", Memory.layer)
