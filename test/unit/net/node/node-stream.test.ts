import { checkStreams } from "../../../support/net/check-streams.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";
import { NODE } from "../../../support/net/backends.ts";

checkNoLeaks();
checkStreams(NODE);
