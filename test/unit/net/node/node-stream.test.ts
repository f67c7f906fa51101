import { checkStreams } from "../../../support/net/check-streams.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";
import { NODE_BACKEND } from "../../../support/net/node-backend.ts";

checkNoLeaks();
checkStreams(NODE_BACKEND);
