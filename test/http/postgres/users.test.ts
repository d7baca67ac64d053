import "./store.ts"
import "../users.test.ts"
