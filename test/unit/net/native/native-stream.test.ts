import { BACKENDS } from "../../../support/net/backends.ts";
import { checkStreams } from "../../../support/net/check-streams.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();
for (const backend of BACKENDS.slice(1)) checkStreams(backend);
