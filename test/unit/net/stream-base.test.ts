import { checkMessages } from "../../support/net/check-messages.ts";
import { checkNoLeaks } from "../../support/net/leaks.ts";
import { NODE_BACKEND } from "../../support/net/node-backend.ts";

checkNoLeaks();
checkMessages(NODE_BACKEND);
