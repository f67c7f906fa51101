import { checkListeners } from "../../../support/net/check-listeners.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";
import { NODE } from "../../../support/net/backends.ts";

checkNoLeaks();
checkListeners(NODE);
