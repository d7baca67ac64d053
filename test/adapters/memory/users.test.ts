import * as Memory from "../../../src/adapters/memory/World.ts"
import { usersContract } from "../../contracts/users.ts"

usersContract("memory", Memory.layer)
