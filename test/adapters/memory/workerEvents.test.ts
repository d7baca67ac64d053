import * as Memory from "../../../src/adapters/memory/World.ts"
import { workerEventsContract } from "../../contracts/workerEvents.ts"

workerEventsContract("memory", Memory.layer)
