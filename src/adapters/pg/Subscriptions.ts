import { Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { Posture } from "../../domain/subscriptions/Posture.ts"
import { SourceId, SubscriptionId, UserId } from "../../domain/values/Ids.ts"
import { Instant } from "../../domain/values/Time.ts"
import { Subscriptions, type Whose } from "../../ports/Subscriptions.ts"
import { ids, moment, texts } from "./parameters.ts"
import { number, rows } from "./rows.ts"
import { withDeadline } from "./withDeadline.ts"

// Names that the rules of today would refuse must still be shown.
const SubscriptionRow = Schema.Struct({
  id: SubscriptionId,
  userId: UserId,
  owner: Schema.String,
  sourceId: SourceId,
  driver: Schema.String,
  username: Schema.String,
  posture: Posture,
  createdAt: Instant,
  updatedAt: Instant
})

const subscriptions = rows(SubscriptionRow)
const subscribed = rows(Schema.Struct({ ...SubscriptionRow.fields, created: Schema.Boolean }))
const changed = rows(Schema.Struct({ id: SubscriptionId }))
const granted = rows(
  Schema.Struct({ sourceId: SourceId, outcome: Schema.Literals(["created", "changed", "unchanged"]) })
)
const KeepRulesCell = Schema.Struct({ keep_days: Schema.Int, keep_newest: Schema.Int, keep_bytes: Schema.Int })
const ownRules = rows(Schema.Struct({ rules: KeepRulesCell }))
const allRules = rows(Schema.Struct({ sourceId: SourceId, rules: KeepRulesCell }))
const postures = rows(Schema.Struct({ posture: Schema.NullOr(Posture) }))

const rulesCell =
  "jsonb_build_object('keep_days', keep_days, 'keep_newest', keep_newest, 'keep_bytes', keep_bytes) AS rules"

/** Whose and what, as columns. */
const columnsOf = (which: ReadonlyArray<Whose>) =>
  [
    ids(which.map(({ userId }) => userId)),
    texts(which.map(({ key }) => key.driver)),
    texts(which.map(({ key }) => key.username))
  ] as const

export const layer = Layer.effect(
  Subscriptions,
  Effect.map(SqlClient.SqlClient, (sql) =>
    Subscriptions.of({
      subscribe: (userId, { driver, username }, at) =>
        // One statement. Updating a row to what it is waits for whoever else is adding the same one, and then answers with it;
        // xmax is 0 only in a row that this statement inserted.
        sql`
          WITH known AS (SELECT id FROM sources WHERE driver = ${driver} AND username = ${username}),
          added AS (
            INSERT INTO sources (driver, username, created_at)
            SELECT ${driver}, ${username}, ${moment(at)} WHERE NOT EXISTS (SELECT FROM known)
            ON CONFLICT (driver, username) DO UPDATE SET driver = EXCLUDED.driver RETURNING id
          ),
          subscribed AS (
            INSERT INTO subscriptions (user_id, source_id, created_at, updated_at)
            SELECT ${userId}, id, ${moment(at)}, ${moment(at)} FROM (TABLE known UNION ALL TABLE added) AS source
            ON CONFLICT (user_id, source_id) DO UPDATE SET
              posture = 'active',
              updated_at = CASE subscriptions.posture WHEN 'active' THEN subscriptions.updated_at ELSE EXCLUDED.updated_at END
            RETURNING *, xmax = 0 AS created
          )
          SELECT subscribed.id, user_id, users.username AS owner, source_id, ${driver} AS driver, ${username} AS username,
            posture, subscribed.created_at, subscribed.updated_at, created
          FROM subscribed JOIN users ON users.id = user_id`.pipe(
          subscribed.one,
          Effect.map(({ created, ...subscription }) => ({ subscription, created })),
          withDeadline
        ),
      grant: (wishes, at) => {
        const [users, drivers, names] = columnsOf(wishes)
        const added = sql`
          INSERT INTO sources (driver, username, created_at)
          SELECT DISTINCT driver, username, ${moment(at)} FROM unnest(${drivers}, ${names}) AS wish (driver, username)
          WHERE NOT EXISTS (SELECT FROM sources WHERE driver = wish.driver AND username = wish.username)
          ORDER BY driver, username
          ON CONFLICT DO NOTHING`
        // Rows are met in a fixed order, those that exist by their ids as everywhere, so that two of these never wait for each
        // other. A row that is as it was wished is met, but not returned. Every source is there by now; the outer join only
        // keeps the planner from taking it for few, and from comparing each with each.
        const granting = sql`
          WITH wish AS (
            SELECT user_id, sources.id AS source_id, posture, place
            FROM unnest(${users}, ${drivers}, ${names}, ${texts(wishes.map(({ posture }) => posture))})
              WITH ORDINALITY AS told (user_id, driver, username, posture, place)
            LEFT JOIN sources USING (driver, username)
          ),
          locked AS (
            SELECT subscriptions.id FROM wish JOIN subscriptions USING (user_id, source_id)
            ORDER BY subscriptions.id FOR UPDATE OF subscriptions
          ),
          granted AS (
            INSERT INTO subscriptions (user_id, source_id, posture, created_at, updated_at)
            SELECT user_id, source_id, posture, ${moment(at)}, ${moment(at)} FROM wish
            WHERE (SELECT count(*) FROM locked) IS NOT NULL
            ORDER BY user_id, source_id
            ON CONFLICT (user_id, source_id) DO UPDATE SET posture = EXCLUDED.posture, updated_at = EXCLUDED.updated_at
              WHERE subscriptions.posture <> EXCLUDED.posture
            RETURNING user_id, source_id, xmax = 0 AS created
          )
          SELECT source_id, CASE created WHEN true THEN 'created' WHEN false THEN 'changed' ELSE 'unchanged' END AS outcome
          FROM wish LEFT JOIN granted USING (user_id, source_id)
          ORDER BY place`
        return Effect.andThen(added, granted.all(granting)).pipe(sql.withTransaction, withDeadline)
      },
      postures: (which) => {
        const [users, drivers, names] = columnsOf(which)
        return sql`
          SELECT subscriptions.posture
          FROM unnest(${users}, ${drivers}, ${names}) WITH ORDINALITY AS wish (user_id, driver, username, place)
          LEFT JOIN sources ON sources.driver = wish.driver AND sources.username = wish.username
          LEFT JOIN subscriptions ON subscriptions.source_id = sources.id AND subscriptions.user_id = wish.user_id
          ORDER BY place`.pipe(
          postures.all,
          Effect.map((each) => each.map(({ posture }) => posture)),
          withDeadline
        )
      },
      countOfUser: (userId) =>
        // In a transaction the lock lasts until its end.
        Effect.flatMap(sql`SELECT FROM users WHERE id = ${userId} FOR NO KEY UPDATE`, ({ length }) =>
          length === 0
            ? Effect.succeedNone
            : Effect.asSome(number(sql`SELECT count(*) AS n FROM subscriptions WHERE user_id = ${userId}`))
        ).pipe(withDeadline),
      find: (userId, { driver, username }) =>
        sql`
          SELECT subscriptions.id, user_id, users.username AS owner, source_id, driver, sources.username,
            posture, subscriptions.created_at, subscriptions.updated_at
          FROM subscriptions
          JOIN users ON users.id = user_id
          JOIN sources ON sources.id = source_id
          WHERE user_id = ${userId} AND driver = ${driver} AND sources.username = ${username}`.pipe(
          subscriptions.first,
          withDeadline
        ),
      setPostures: (changes, at) =>
        // Locked in the order of their ids, so that two of these never wait for each other.
        sql`
          WITH locked AS (
            SELECT id FROM subscriptions WHERE id = ANY (${ids(changes.map(({ id }) => id))}) ORDER BY id FOR UPDATE
          )
          UPDATE subscriptions SET posture = change.posture, updated_at = ${moment(at)}
          FROM locked JOIN unnest(
            ${ids(changes.map(({ id }) => id))},
            ${texts(changes.map(({ from }) => from))},
            ${texts(changes.map(({ to }) => to))}
          ) AS change (id, believed, posture) USING (id)
          WHERE subscriptions.id = locked.id AND subscriptions.posture = change.believed
          RETURNING subscriptions.id`.pipe(
          changed.all,
          Effect.map((each) => each.map(({ id }) => id)),
          withDeadline
        ),
      rules: (id) =>
        sql`SELECT ${sql.literal(rulesCell)} FROM subscription_rules WHERE subscription_id = ${id}`.pipe(
          ownRules.first,
          Effect.map(Option.map(({ rules }) => rules)),
          withDeadline
        ),
      allRules: sql`
        SELECT source_id, ${sql.literal(rulesCell)} FROM subscription_rules
        JOIN subscriptions ON subscriptions.id = subscription_id WHERE posture <> 'archived'`.pipe(
        allRules.all,
        withDeadline
      ),
      setRules: (id, rules) =>
        (rules === null
          ? sql`DELETE FROM subscription_rules WHERE subscription_id = ${id}`
          : sql`
              INSERT INTO subscription_rules (subscription_id, keep_days, keep_newest, keep_bytes)
              SELECT id, ${rules.keep_days}, ${rules.keep_newest}, ${rules.keep_bytes}
              FROM subscriptions WHERE id = ${id} FOR KEY SHARE
              ON CONFLICT (subscription_id) DO UPDATE SET
                keep_days = EXCLUDED.keep_days, keep_newest = EXCLUDED.keep_newest, keep_bytes = EXCLUDED.keep_bytes`
        ).pipe(Effect.asVoid, withDeadline),
      remove: (which) =>
        sql`
          DELETE FROM subscriptions WHERE id IN (
            SELECT id FROM subscriptions WHERE id = ANY (${ids(which)}) ORDER BY id FOR UPDATE
          ) RETURNING id`.pipe(
          changed.all,
          Effect.map((each) => each.map(({ id }) => id)),
          withDeadline
        )
    })
  )
)
