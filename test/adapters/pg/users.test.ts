import { usersContract } from "../../contracts/users.ts"
import * as Pg from "./World.ts"

usersContract("PostgreSQL", Pg.layer)
