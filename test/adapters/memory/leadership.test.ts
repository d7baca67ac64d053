import * as Memory from "../../../src/adapters/memory/World.ts"
import { leadershipContract } from "../../contracts/leadership.ts"

leadershipContract("memory", Memory.layer)
