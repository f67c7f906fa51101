import { BACKENDS } from "../../../support/net/backends.ts";
import { checkListeners } from "../../../support/net/check-listeners.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();
for (const backend of BACKENDS.slice(1)) checkListeners(backend);
