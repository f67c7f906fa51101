import { BACKENDS } from "../../support/net/backends.ts";
import { checkMessages } from "../../support/net/check-messages.ts";
import { checkNoLeaks } from "../../support/net/leaks.ts";

checkNoLeaks();
for (const backend of BACKENDS) checkMessages(backend);
