// npm run conformance [-- [--gc] [PATTERN ...]]: CPython's own test_socket.py, unmodified, over Jackfield's sockets.
// --gc collects garbage at every eighth call, which finds memory that is not held during a system call.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, ROOT } from "./ready.mjs";

// Measured with CPython 3.11 on Linux: what fails there, and why. Anything else that fails fails the run.
const KNOWN = {
  "test.test_socket.TestExceptions.test_setblocking_invalidfd": "the Node side holds its own copy of the descriptor",
};
const LEAST_PASSED = 606;
const LIMIT_MS = 600_000;

const args = process.argv.slice(2);
const gc = args.includes("--gc");
const patterns = args.filter((item) => item !== "--gc");

function findPython() {
  const candidates = ["python3", "/usr/bin/python3", "python3.11", "python3.12", "python3.13"];
  return candidates.find(
    (name) => spawnSync(name, ["-c", "import test.test_socket"], { stdio: "ignore" }).status === 0,
  );
}

ensureInstalled();
ensureBuilt();
const python = findPython();
if (python === undefined) {
  console.error("conformance: no Python here has test.test_socket (Debian: apt-get install libpython3-testsuite)");
  process.exit(process.env.CI ? 1 : 0);
}
const env = { ...process.env, JACKFIELD_CONFORMANCE: `jackfield-conformance-${process.pid}` };
const here = (name) => join(ROOT, "test", "conformance", name);
const server = spawn(process.execPath, [...(gc ? ["--expose-gc"] : []), here("server.mjs")], {
  env,
  stdio: ["ignore", "pipe", "inherit"],
});
await Promise.race([once(server.stdout, "data"), once(server, "exit")]);
if (server.exitCode !== null) process.exit(1);
const tests = spawn(python, [here("run.py"), ...patterns], {
  env,
  stdio: ["ignore", "pipe", "inherit"],
  timeout: LIMIT_MS,
});
let output = "";
tests.stdout.on("data", (chunk) => (output += chunk));
await once(tests, "exit");
server.kill();

const line = output.trim().split("\n").at(-1) ?? "";
if (!line.startsWith("{")) {
  console.error(`conformance: no result within ${LIMIT_MS / 1000} s`);
  process.exit(1);
}
const result = JSON.parse(line);
const crossed = Object.values(result.calls).reduce((sum, count) => sum + count, 0);
console.log(
  `CPython ${result.python} test_socket.py: ${result.passed} passed, ${result.failed.length} failed, ${result.skipped} skipped, ` +
    `${result.excluded} excluded (*VSOCK*: needs a hypervisor), ${result.seconds} s`,
);
console.log(
  `${crossed} calls crossed into TypeScript: ${Object.entries(result.calls)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ")}`,
);
for (const name of result.failed)
  console.log(`failed: ${name}${KNOWN[name] === undefined ? "" : ` (known: ${KNOWN[name]})`}`);
const unknown = result.failed.filter((name) => KNOWN[name] === undefined);
const tooFew = patterns.length === 0 && result.passed < LEAST_PASSED && result.python.startsWith("3.11");
process.exit(unknown.length > 0 || tooFew ? 1 : 0);
