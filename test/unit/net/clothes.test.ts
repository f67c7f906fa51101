import { BACKENDS } from "../../support/net/backends.ts";
import { checkClothes } from "../../support/net/check-clothes.ts";
import { checkNoLeaks } from "../../support/net/leaks.ts";

checkNoLeaks();
for (const backend of BACKENDS) checkClothes(backend);
