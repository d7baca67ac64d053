import "./store.ts"
import "../pages.test.ts"
