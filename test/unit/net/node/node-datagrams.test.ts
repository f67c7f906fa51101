import { checkDatagrams } from "../../../support/net/check-datagrams.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";
import { NODE } from "../../../support/net/backends.ts";

checkNoLeaks();
checkDatagrams(NODE);
