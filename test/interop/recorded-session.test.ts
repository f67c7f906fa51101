import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { itWith } from "../support/programs.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/record-session.mjs", import.meta.url));

itWith(["tmux"])(
  "the READMEs' recorded terminal sessions are what happens now",
  async () => {
    const child = spawn(process.execPath, [SCRIPT, "--check"], { stdio: ["ignore", "inherit", "pipe"] });
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => {
      said += bytes.toString();
    });
    const [code] = (await once(child, "close")) as [number | null];
    expect({ code, said }).toEqual({ code: 0, said: "" });
  },
  600_000,
);
