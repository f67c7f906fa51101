// A file of 256 MiB that is not in the page cache, to a sink: how long the event loop stands still at worst, and GB/s, beside
// Node's pipe and beside a loop that does nothing while another process reads the file. `half`: the cache holds every second
// MiB. ROUNDS.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { client, inTurns, OUT, PEERS, PYTHON, table } from "../support/peers.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const MIB = 256;
const file = join(OUT, "cold-file");
writeFileSync(file, Buffer.alloc(MIB * 1024 * 1024, "jackfield"));
const FORGET = `import os, sys
fd = os.open(sys.argv[1], os.O_RDWR)
os.fsync(fd)
os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
if sys.argv[2] == "half":
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_RANDOM)
    for at in range(0, ${MIB}, 2):
        os.pread(fd, 1 << 20, at << 20)`;

const sink = createServer((socket) => socket.resume());
await new Promise((resolve) => sink.listen(0, "127.0.0.1", resolve));
const CONTENDERS = {
  "sendFile (ours), cold": ["ours", "cold"],
  "sendFile (ours), half": ["ours", "half"],
  "node pipe, cold": ["pipe", "cold"],
  "node pipe, half": ["pipe", "half"],
  "idle loop, file read by dd": ["idle", "cold"],
};
const results = await inTurns(CONTENDERS, ROUNDS, async ([kind, cache]) => {
  spawnSync(PYTHON, ["-c", FORGET, file, cache]);
  const result = await client([process.execPath, join(PEERS, "cold-file.mjs"), kind, file, sink.address().port]);
  if (result === null || result[0] !== MIB * 1024 * 1024) return null;
  return { longest: result[2], rate: result[0] / result[1] / 1e9 };
});
table("sender", results, [
  ["stood ms", "longest", 1],
  ["GB/s", "rate", 2],
]);
sink.close();
