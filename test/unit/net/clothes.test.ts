import { checkClothes } from "../../support/net/check-clothes.ts";
import { checkNoLeaks } from "../../support/net/leaks.ts";
import { NODE_BACKEND } from "../../support/net/node-backend.ts";

checkNoLeaks();
checkClothes(NODE_BACKEND);
