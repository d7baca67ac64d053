import * as Memory from "../../../src/adapters/memory/World.ts"
import { settingsStoreContract } from "../../contracts/settingsStore.ts"

settingsStoreContract("memory", Memory.layer)
