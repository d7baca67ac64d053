import { Layer } from "effect"
import * as Accounts from "./Accounts.ts"
import * as Attempts from "./Attempts.ts"
import * as Auditing from "./Auditing.ts"
import * as Bulk from "./Bulk.ts"
import * as Configuring from "./Configuring.ts"
import * as Erasing from "./Erasing.ts"
import * as Importing from "./Importing.ts"
import * as Neighbours from "./Neighbours.ts"
import * as Overriding from "./Overriding.ts"
import * as OwnAccount from "./OwnAccount.ts"
import * as Restarting from "./Restarting.ts"
import * as Seeing from "./Seeing.ts"
import * as SessionsCheck from "./SessionsCheck.ts"
import * as SignIn from "./SignIn.ts"
import * as Subscribing from "./Subscribing.ts"

/** What people can ask for, joined; needs the ports and the layers of supervision. */
export const layer = Layer.mergeAll(
  Accounts.layer,
  Bulk.layer,
  Configuring.layer,
  Erasing.layer,
  Importing.layer,
  Neighbours.layer,
  Overriding.layer,
  OwnAccount.layer,
  Restarting.layer,
  Seeing.layer,
  SignIn.layer
).pipe(Layer.provideMerge([Subscribing.layer, SessionsCheck.layer, Attempts.layer]), Layer.provideMerge(Auditing.layer))
