import { BACKENDS } from "../../../support/net/backends.ts";
import { checkTls } from "../../../support/net/check-tls.ts";
import { checkTlsListener } from "../../../support/net/check-tls-listener.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();
for (const backend of BACKENDS) {
  checkTls(backend);
  checkTlsListener(backend);
}
