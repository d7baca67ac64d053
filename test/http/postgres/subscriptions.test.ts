import "./store.ts"
import "../subscriptions.test.ts"
