import { checkDatagrams } from "../../../support/net/check-datagrams.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";
import { NODE_BACKEND } from "../../../support/net/node-backend.ts";

checkNoLeaks();
checkDatagrams(NODE_BACKEND);
