import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"

/** What every problem tells: its code, and a sentence such as `example`. */
const says = <const Code extends string>(code: Code, example: string) => ({
  error: Schema.String.annotate({ description: "One sentence: what happened and what to do.", examples: [example] }),
  code: Schema.tag(code)
})

const about = <const Code extends string, const Status extends number>(code: Code, status: Status, title: string) => ({
  type: `/problems/${code}` as const,
  status,
  title
})

/** The members that carry a problem's sentence. */
export const saying = (sentence: string) => ({ error: sentence, detail: sentence })

/** One refused value: its field, as a dotted path, and why. */
export const FieldProblem = Schema.Struct({
  field: Schema.String.annotate({ examples: ["limit"] }),
  message: Schema.String.annotate({ examples: ["is a whole number from 1 to 500"] })
}).annotate({ identifier: "FieldProblem" })

const errors = Schema.Array(FieldProblem)

/** The request does not have the documented form. */
export class BadRequest extends HttpApiError.Problem<BadRequest>()(
  "BadRequest",
  about("bad_request", 400, "Bad request"),
  { ...says("bad_request", "The request can't be used: limit: is a whole number from 1 to 500."), errors }
) {}

/** Wrong name or password. */
export class WrongLogin extends HttpApiError.Problem<WrongLogin>()(
  "WrongLogin",
  about("wrong_login", 401, "Wrong name or password"),
  says("wrong_login", "Wrong name or password.")
) {}

/** The refresh cookie is missing, expired, unknown or was used before: sign in again. */
export class RefreshRefused extends HttpApiError.Problem<RefreshRefused>()(
  "RefreshRefused",
  about("refresh_refused", 401, "The session is over"),
  says("refresh_refused", "The session is over. Sign in again.")
) {}

/** No identity, or a bad, expired or revoked one. Comes with `X-Redirect-To: /login`. */
export class NotSignedIn extends HttpApiError.Problem<NotSignedIn>()(
  "NotSignedIn",
  about("not_signed_in", 403, "Not signed in"),
  says("not_signed_in", "You are not signed in, or no longer. Sign in again.")
) {}

/** Signed in, but not allowed. */
export class Forbidden extends HttpApiError.Problem<Forbidden>()(
  "Forbidden",
  about("forbidden", 403, "Not allowed"),
  says("forbidden", "Only admins may do this.")
) {}

/** A change that rests on a cookie came from another site, or did not say where it came from. */
export class CrossSite extends HttpApiError.Problem<CrossSite>()(
  "CrossSite",
  about("cross_site", 403, "Asked from another site"),
  says("cross_site", "A change was asked for by a page of another site. Use this site's own pages.")
) {}

/** There is nothing at this address, or not what it names. `what` says of which kind. */
export class NotFound extends HttpApiError.Problem<NotFound>()("NotFound", about("not_found", 404, "Not found"), {
  ...says("not_found", "There is nothing at this address."),
  what: Schema.Literals(["path", "subscription", "source", "user", "session", "file", "version", "recording", "export"])
}) {}

export class MethodNotAllowed extends HttpApiError.Problem<MethodNotAllowed>()(
  "MethodNotAllowed",
  about("method_not_allowed", 405, "Method not allowed"),
  says("method_not_allowed", "This address does not answer to PUT, but to GET, HEAD.")
) {}

/** The source has no recorder that a new one could take the place of. */
export class NotRestartable extends HttpApiError.Problem<NotRestartable>()(
  "NotRestartable",
  about("not_restartable", 409, "There is no recorder to restart"),
  says(
    "not_restartable",
    "hls/testcard has no recorder to restart: nobody wants it. Resume a subscription to have it recorded."
  )
) {}

export class AddressTaken extends HttpApiError.Problem<AddressTaken>()(
  "AddressTaken",
  about("address_taken", 409, "The source is at another address"),
  says(
    "address_taken",
    "hls/news is there already, at another address. Choose another name, or change the address on its page."
  )
) {}

export class UsernameTaken extends HttpApiError.Problem<UsernameTaken>()(
  "UsernameTaken",
  about("username_taken", 409, "The name is taken"),
  says("username_taken", "There is a user of this name already. Choose another.")
) {}

export class LastAdmin extends HttpApiError.Problem<LastAdmin>()(
  "LastAdmin",
  about("last_admin", 409, "This is the last admin"),
  says("last_admin", "This is the last admin. Make somebody else an admin first.")
) {}

export class OwnAccount extends HttpApiError.Problem<OwnAccount>()(
  "OwnAccount",
  about("own_account", 409, "This is your own account"),
  says("own_account", "This is your own account. Ask another admin.")
) {}

/** The file is still being written. */
export class FileOpen extends HttpApiError.Problem<FileOpen>()(
  "FileOpen",
  about("file_open", 409, "The file is still being written"),
  says("file_open", "The file is still being written. Pause the source, wait a minute and try again.")
) {}

/** Somebody keeps the recording. */
export class RecordingKept extends HttpApiError.Problem<RecordingKept>()(
  "RecordingKept",
  about("recording_kept", 409, "The recording is kept"),
  says(
    "recording_kept",
    "The session 2026-11-22_11-34-34 is kept, so nothing of it was deleted. Take the star off first."
  )
) {}

/** Somebody else saved in between. */
export class SettingsChanged extends HttpApiError.Problem<SettingsChanged>()(
  "SettingsChanged",
  about("settings_changed", 412, "The settings were changed in the meantime"),
  {
    ...says("settings_changed", "Somebody else saved in the meantime. Look at their version and try again."),
    version: Schema.Int
  }
) {}

export class PayloadTooLarge extends HttpApiError.Problem<PayloadTooLarge>()(
  "PayloadTooLarge",
  about("payload_too_large", 413, "The body is too large"),
  says("payload_too_large", "The body is larger than this address accepts.")
) {}

/** The address is longer than any that leads anywhere. */
export class AddressTooLong extends HttpApiError.Problem<AddressTooLong>()(
  "AddressTooLong",
  about("address_too_long", 414, "The address is too long"),
  says("address_too_long", "The address has more than 8000 characters. There is nothing at so long a one.")
) {}

export class UnsupportedMediaType extends HttpApiError.Problem<UnsupportedMediaType>()(
  "UnsupportedMediaType",
  about("unsupported_media_type", 415, "Unsupported content type"),
  says(
    "unsupported_media_type",
    "The body's content type is not one that this address takes; most take application/json."
  )
) {}

export class RangeNotSatisfiable extends HttpApiError.Problem<RangeNotSatisfiable>()(
  "RangeNotSatisfiable",
  about("range_not_satisfiable", 416, "The file is shorter than the range asked for"),
  says("range_not_satisfiable", "The file has 100 bytes; the range begins behind them.")
) {}

/** The request is well formed, but some of its values can't be used. */
export class Unusable extends HttpApiError.Problem<Unusable>()(
  "Unusable",
  about("unusable", 422, "Some values can't be used"),
  { ...says("unusable", "Some values can't be used."), errors }
) {}

/** No driver of this name is offered by the overseer. */
export class UnknownDriver extends HttpApiError.Problem<UnknownDriver>()(
  "UnknownDriver",
  about("unknown_driver", 422, "Unknown driver"),
  {
    ...says("unknown_driver", "No driver of this name is offered by the overseer."),
    drivers: Schema.Array(Schema.String).annotate({ examples: [["hls"]] })
  }
) {}

/** The change must say which version it rests on. */
export class VersionRequired extends HttpApiError.Problem<VersionRequired>()(
  "VersionRequired",
  about("version_required", 428, "If-Match is required"),
  says("version_required", "Say with If-Match which version the change rests on.")
) {}

/** Comes with `Retry-After`. */
export class TooManyRequests extends HttpApiError.Problem<TooManyRequests>()(
  "TooManyRequests",
  about("too_many_requests", 429, "Too many attempts"),
  {
    ...says("too_many_requests", "Too many attempts. Try again in 42 seconds."),
    retry_after: Schema.Int.annotate({ examples: [42] })
  }
) {}

export class ServerError extends HttpApiError.Problem<ServerError>()(
  "ServerError",
  about("server_error", 500, "Server error"),
  says("server_error", "The server failed to answer. The cause is in its log.")
) {}

/** What it takes is not installed on the server. */
export class ProgramMissing extends HttpApiError.Problem<ProgramMissing>()(
  "ProgramMissing",
  about("program_missing", 501, "A program is missing on the server"),
  says("program_missing", "ffmpeg is not installed where it is to run: install it (Debian: apt-get install ffmpeg).")
) {}

/** The store or a neighbour is away for a while. Comes with `Retry-After`. */
export class Unavailable extends HttpApiError.Problem<Unavailable>()(
  "Unavailable",
  about("unavailable", 503, "Unavailable for the moment"),
  says("unavailable", "The database can't be reached. Try again in a moment.")
) {}
