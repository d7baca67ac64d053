import "./store.ts"
import "../restarting.test.ts"
