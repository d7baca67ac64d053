import * as Memory from "../../../src/adapters/memory/World.ts"
import { subscriptionsContract } from "../../contracts/subscriptions.ts"

subscriptionsContract("memory", Memory.layer)
