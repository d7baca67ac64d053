import "./store.ts"
import "../longCookies.test.ts"
