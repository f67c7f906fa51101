import { checkListeners } from "../../../support/net/check-listeners.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";
import { NODE_BACKEND } from "../../../support/net/node-backend.ts";

checkNoLeaks();
checkListeners(NODE_BACKEND);
