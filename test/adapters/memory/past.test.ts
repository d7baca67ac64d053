import * as Memory from "../../../src/adapters/memory/World.ts"
import { pastContract } from "../../contracts/past.ts"

pastContract("memory", Memory.layer)
