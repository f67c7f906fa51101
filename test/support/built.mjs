import { ensureBuilt } from "../../scripts/ready.mjs";

ensureBuilt();
