import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect } from "vitest";
import { Jack, JACK } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";

// Node gives its children sockets for standard streams; a shell gives them real pipes, where bytes take another way.
const folder = mkdtempSync(join(tmpdir(), "jack-shell-"));
const DATA = randomBytes(40_000_000);
const DATA_FILE = join(folder, "data");
writeFileSync(DATA_FILE, DATA);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface ShellResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script in which `$jack` is the built binary. */
async function shell(script: string, backend: string): Promise<ShellResult> {
  const jack = `env -u NODE_EXTRA_CA_CERTS JACKFIELD_LANG=en JACKFIELD_NET=${backend} ${process.execPath} ${JACK}`;
  const child = spawn("bash", ["-o", "pipefail", "-c", script], {
    env: { ...process.env, jack, data: DATA_FILE, folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

/** A server of this process; resolves to its port. */
async function serve(onPeer: (peer: Socket) => void): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer({ allowHalfOpen: true }, (peer) => {
    peer.on("error", () => undefined);
    onPeer(peer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await Promise.resolve();
    },
  };
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe.each(process.platform === "linux" ? ["native", "node"] : ["node"])(
  "jack in a shell, %s sockets",
  (backend) => {
    itWith(["bash"])("carries 40 MB both ways at once from pipe to pipe", async () => {
      await using listener = new Jack(["listen", ":0"], { JACKFIELD_NET: backend });
      const port = await listener.port();
      listener.child.stdin.end(DATA);
      const out = join(folder, `out-${backend}`);
      const { code, stderr } = await shell(`cat "$data" | $jack connect 127.0.0.1:${port} | cat > ${out}`, backend);
      expect([code, stderr]).toEqual([0, ""]);
      const received = await listener.result;
      expect(sha256(received.stdout)).toBe(sha256(DATA));
      expect(sha256(readFileSync(out))).toBe(sha256(DATA));
    });

    itWith(["bash"])("reads a file and writes a file", async () => {
      await using echo = await serve((peer) => peer.pipe(peer));
      const out = join(folder, `file-${backend}`);
      const { code } = await shell(`$jack connect 127.0.0.1:${echo.port} < "$data" > ${out}`, backend);
      expect(code).toBe(0);
      expect(sha256(readFileSync(out))).toBe(sha256(DATA));
    });

    itWith(["bash"])("loses nothing to a slow reader and many small writes", async () => {
      await using echo = await serve((peer) => peer.pipe(peer));
      const script = `(for n in $(seq 300); do echo "line $n"; done; sleep 0.2; cat "$data"; echo last) |
      $jack connect 127.0.0.1:${echo.port} | (sleep 0.5; sha256sum)`;
      const lines = Array.from({ length: 300 }, (_, index) => `line ${index + 1}\n`).join("");
      const expected = sha256(Buffer.concat([Buffer.from(lines), DATA, Buffer.from("last\n")]));
      const { code, stdout } = await shell(script, backend);
      expect([code, stdout.split(" ")[0]]).toEqual([0, expected]);
    });

    itWith(["bash"])("ends when the reader of the pipe has gone", async () => {
      await using source = await serve((peer) => {
        const timer = setInterval(() => peer.write(Buffer.alloc(100_000)), 5);
        peer.on("close", () => clearInterval(timer));
      });
      const script = `$jack connect 127.0.0.1:${source.port} < <(exec sleep 5 2>&-) | head -c 1000000 | wc -c`;
      const { code, stdout, stderr } = await shell(script, backend);
      expect([code, stdout.trim(), stderr]).toEqual([0, "1000000", ""]);
    });

    itWith(["bash"])("passes on what came before a reset, and exits 3", async () => {
      await using server = await serve((peer) => {
        peer.write(DATA.subarray(0, 300_000), () => setTimeout(() => peer.resetAndDestroy(), 300));
      });
      const { code, stdout, stderr } = await shell(
        `$jack connect 127.0.0.1:${server.port} < <(exec sleep 5 2>&-) | wc -c; echo "\${PIPESTATUS[0]}"`,
        backend,
      );
      expect(stdout.trim().split(/\s+/)).toEqual(["300000", "3"]);
      expect([code, stderr]).toEqual([0, expect.stringContaining("connection reset by peer")]);
    });

    itWith(["bash", "ncat"])("gives ncat's output the same bytes as ncat would get", async () => {
      const script = `exec 3< <($jack listen :0 2>&1 >"$folder/got-${backend}" </dev/null)
      read -r _ _ address <&3
      ncat --send-only \${address/:/ } < "$data"
      cat <&3 >/dev/null; cmp "$data" "$folder/got-${backend}" && echo same`;
      const { stdout, stderr } = await shell(script, backend);
      expect([stdout.trim(), stderr]).toEqual(["same", ""]);
    });

    itWith(["bash"])("runs with its standard input closed", async () => {
      await using server = await serve((peer) => peer.end("hello"));
      const { code, stdout } = await shell(`$jack connect 127.0.0.1:${server.port} <&-`, backend);
      expect([code, stdout]).toEqual([0, "hello"]);
    });
  },
);

itWith(["bash"])("keeps a shell usable after it was interrupted", () => {
  const script = `${process.execPath} ${JACK} listen :0 2>/dev/null & sleep 1; kill -INT $!; wait $!; echo $?`;
  // A shell starts background jobs with SIGINT ignored unless job control is on.
  const { stdout } = spawnSync("bash", ["-m", "-c", script], { encoding: "utf8" });
  expect(stdout.trim()).toBe("130");
});
