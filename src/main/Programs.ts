import { Layer } from "effect"
import * as Accounts from "../app/accounts/Accounts.ts"
import * as Attempts from "../app/accounts/Attempts.ts"
import * as Auditing from "../app/accounts/Auditing.ts"
import * as OwnAccount from "../app/accounts/OwnAccount.ts"
import * as PasswordWork from "../app/accounts/PasswordWork.ts"
import * as RefusalLog from "../app/accounts/RefusalLog.ts"
import * as SessionsCheck from "../app/accounts/SessionsCheck.ts"
import * as SignIn from "../app/accounts/SignIn.ts"
import * as Overview from "../app/lists/Overview.ts"
import * as Erasing from "../app/recordings/Erasing.ts"
import * as Excerpts from "../app/recordings/Excerpts.ts"
import * as Exporting from "../app/recordings/Exporting.ts"
import * as ExportQueue from "../app/recordings/ExportQueue.ts"
import * as LibraryAccess from "../app/recordings/LibraryAccess.ts"
import * as LibraryChanges from "../app/recordings/LibraryChanges.ts"
import * as MakingRoom from "../app/recordings/MakingRoom.ts"
import * as StorageReport from "../app/recordings/StorageReport.ts"
import * as Configuring from "../app/settings/Configuring.ts"
import * as Overriding from "../app/settings/Overriding.ts"
import * as Addresses from "../app/subscriptions/Addresses.ts"
import * as Bulk from "../app/subscriptions/Bulk.ts"
import * as Channels from "../app/subscriptions/Channels.ts"
import * as Importing from "../app/subscriptions/Importing.ts"
import * as KeepingLonger from "../app/subscriptions/KeepingLonger.ts"
import * as Looking from "../app/subscriptions/Looking.ts"
import * as Restarting from "../app/subscriptions/Restarting.ts"
import * as SourceAccess from "../app/subscriptions/SourceAccess.ts"
import * as Subscribing from "../app/subscriptions/Subscribing.ts"
import * as Neighbours from "../app/supervision/overseer/Neighbours.ts"

/** What people can ask for and the lists that answer them, joined; needs the ports and the layers of supervision. */
export const layer = Layer.mergeAll(
  Accounts.layer,
  Bulk.layer,
  Channels.layer,
  Configuring.layer,
  Erasing.layer,
  Excerpts.layer,
  Importing.layer,
  KeepingLonger.layer,
  LibraryChanges.layer,
  Looking.layer,
  Neighbours.layer,
  Overriding.layer,
  OwnAccount.layer,
  Restarting.layer,
  SourceAccess.layer,
  SignIn.layer,
  StorageReport.layer
).pipe(
  Layer.provideMerge([Addresses.layer, Exporting.layer, LibraryAccess.layer, MakingRoom.layer]),
  Layer.provideMerge([Subscribing.layer, SessionsCheck.layer, Attempts.layer, PasswordWork.layer, RefusalLog.layer]),
  Layer.provideMerge([Auditing.layer, ExportQueue.layer, Overview.layer])
)
