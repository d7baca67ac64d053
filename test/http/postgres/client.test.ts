import "./store.ts"
import "../client.test.ts"
