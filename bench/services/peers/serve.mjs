// A service of the library as its only job: serve.mjs '{"type":"room", …}'. Prints its port.
import { startService } from "../../../dist/services/library.js";

const service = await startService({ port: 0, ...JSON.parse(process.argv[2]) });
console.log(service.port);
