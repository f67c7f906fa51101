import { BACKENDS } from "../../../support/net/backends.ts";
import { checkDatagrams } from "../../../support/net/check-datagrams.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();
for (const backend of BACKENDS.slice(1)) checkDatagrams(backend);
