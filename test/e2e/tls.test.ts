import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect } from "vitest";
import type { Page } from "playwright-core";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { ListeningProgram } from "../support/listening-program.ts";
import { itWith } from "../support/programs.ts";
import { TestBrowser } from "../support/test-browser.ts";
import { WorkbenchPage } from "../support/workbench-page.ts";
import { WorkbenchProcess } from "../support/workbench-process.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-page-tls-"));
const file = (name: string): string => join(folder, name);

describe("TLS in the workbench", () => {
  let workbench: WorkbenchProcess;
  let browser: TestBrowser;

  beforeAll(async () => {
    for (const words of [["ca"], ["server", "localhost", "127.0.0.1"]]) {
      expect(await Jack.run(["cert", ...words, "--out", folder])).toMatchObject({ code: 0 });
    }
    workbench = await WorkbenchProcess.start();
    browser = await TestBrowser.start();
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await workbench?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (): Promise<{ page: Page; bench: WorkbenchPage }> => {
    const page = await browser.open(workbench.url);
    await page.getByRole("button", { name: "New session" }).click();
    return { page, bench: new WorkbenchPage(page) };
  };
  const pressOpen = (page: Page): Promise<void> => page.getByRole("button", { name: "Open", exact: true }).click();
  const inOptions = async (page: Page, act: () => Promise<void>, name: RegExp = /^TLS options/): Promise<void> => {
    await page.getByRole("button", { name }).click();
    await act();
    await page.keyboard.press("Escape");
  };

  itWith(["openssl"])("serves openssl with a certificate made on the spot, and shows its fingerprint", async () => {
    const { page, bench } = await open();
    await bench.field("Protocol").selectOption("tls-server");
    await bench.field("Port").fill("0");
    await pressOpen(page);
    const port = await bench.listeningPort();
    const shown = await page.locator(".tls-fingerprint").textContent();
    expect(await fingerprint(port)).toBe(shown);

    await using client = new ForeignProgram("openssl", [
      "s_client",
      "-connect",
      `127.0.0.1:${port}`,
      "-servername",
      "localhost",
      "-quiet",
    ]);
    client.write("hello\n");
    await bench.row("hello").waitFor();
    await bench
      .row(/TLSv1\.3 · TLS_/)
      .first()
      .waitFor();
    await bench.peers.last().click();
    const line = page.locator(".tls-line");
    await line.getByText("TLSv1.3").waitFor();
    expect(await line.textContent()).toMatch(/TLS_\w+ · SNI localhost.*no certificate/);
    await bench.send("welcome\\n");
    await page.close();
  });

  itWith(["openssl"])("checks openssl's certificate, says why not, and takes the authority", async () => {
    await using server = await reversing();
    const { port } = server;
    const { page, bench } = await open();
    await bench.field("Protocol").selectOption("tls-client");
    await bench.field("Remote address").fill("localhost");
    await bench.field("Remote port").fill(String(port));
    await pressOpen(page);
    await page.getByText("The certificate is not trusted").waitFor();
    expect(await page.locator(".tls-line").count()).toBe(0);

    await inOptions(page, () => page.getByLabel("Trusted authorities (CA file)").fill(file("ca.pem")));
    await inOptions(page, () => page.getByLabel("Protocols (ALPN)").fill("echo/1"));
    await pressOpen(page);
    const line = page.locator(".tls-line");
    await line.getByText("trusted", { exact: true }).waitFor();
    expect(await line.textContent()).toMatch(/TLSv1\.3.*ALPN echo\/1 · SNI localhost.*for localhost, 127\.0\.0\.1/);
    await bench.row("trusted").waitFor();
    // -rev answers each line turned round.
    await bench.field("Framing").selectOption("line");
    await page.locator(".composer-bar select").nth(1).selectOption("lf");
    await bench.send("abc");
    await bench.row("cba").waitFor();
    await page.close();
  });

  itWith(["openssl"])("warns while nobody checks the certificate", async () => {
    await using server = await reversing();
    const { port } = server;
    const { page, bench } = await open();
    await bench.field("Protocol").selectOption("tls-client");
    await bench.field("Remote address").fill("127.0.0.1");
    await bench.field("Remote port").fill(String(port));
    await inOptions(page, async () => {
      await page.getByLabel("Check the server's certificate").uncheck();
      await page.getByText("Whoever sits in between can read and change everything").waitFor();
    });
    await page.getByRole("button", { name: "the other end is not checked" }).waitFor();
    await pressOpen(page);
    const line = page.locator(".tls-line");
    await line.getByText("not trusted").waitFor();
    expect(await line.locator(".tls-why").textContent()).toMatch(/signed by|authority/);
    await bench.row("NOT TRUSTED").waitFor();
    await page.close();
  });

  itWith(["microsocks"])("goes through microsocks with a password, which the page does not show again", async () => {
    await using server = await reversing();
    const { port } = server;
    const words = (at: number): string[] => ["-i", "127.0.0.1", "-p", String(at), "-u", "bob", "-P", "s3cret"];
    await using proxy = await ListeningProgram.start("microsocks", words);
    const { page, bench } = await open();
    await throughProxy(page, bench, { protocol: "socks5", at: proxy.port, port, password: "wrong" });
    await page.getByText("The proxy wants another user or password").waitFor();
    await inOptions(page, () => page.getByLabel("Password", { exact: true }).fill("s3cret"), /^More$/);
    await pressOpen(page);
    await page.locator(".tls-line").getByText("trusted", { exact: true }).waitFor();
    await page.getByRole("button", { name: "More", exact: true }).click();
    expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe("***");
    await page.keyboard.press("Escape");
    // Opened again from here, the password is still known.
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByRole("button", { name: "Open again", exact: true }).click();
    await page.locator(".tls-line").getByText("trusted", { exact: true }).waitFor();
    await page.close();
  });

  itWith(["tinyproxy"])("goes through tinyproxy, which speaks HTTP", async () => {
    await using server = await reversing();
    const { port } = server;
    await using proxy = await ListeningProgram.start("tinyproxy", (at) => {
      const conf = `Port ${at}\nListen 127.0.0.1\nBasicAuth bob s3cret\nConnectPort ${port}\nLogLevel Critical\n`;
      writeFileSync(file("tinyproxy.conf"), conf);
      return ["-d", "-c", file("tinyproxy.conf")];
    });
    const { page, bench } = await open();
    await throughProxy(page, bench, { protocol: "http", at: proxy.port, port, password: "s3cret" });
    await page.locator(".tls-line").getByText("trusted", { exact: true }).waitFor();
    await page.close();
  });

  async function throughProxy(
    page: Page,
    bench: WorkbenchPage,
    { protocol, at, port, password }: { protocol: string; at: number; port: number; password: string },
  ): Promise<void> {
    await bench.field("Protocol").selectOption("tls-client");
    await bench.field("Remote address").fill("localhost");
    await bench.field("Remote port").fill(String(port));
    await inOptions(page, () => page.getByLabel("Trusted authorities (CA file)").fill(file("ca.pem")));
    const fill = async (): Promise<void> => {
      await page.getByLabel("Proxy", { exact: true }).selectOption(protocol);
      await page.getByLabel("Its address").fill("127.0.0.1");
      await page.getByLabel("Its port").fill(String(at));
      await page.getByLabel("User", { exact: true }).fill("bob");
      await page.getByLabel("Password", { exact: true }).fill(password);
    };
    await inOptions(page, fill, /^More$/);
    await pressOpen(page);
  }

  /** openssl as a server that turns lines round. */
  function reversing(): Promise<ListeningProgram> {
    const identity = ["-cert", file("localhost.pem"), "-key", file("localhost-key.pem")];
    return ListeningProgram.start("openssl", (port) => [
      "s_server",
      "-accept",
      `127.0.0.1:${port}`,
      ...identity,
      "-alpn",
      "echo/1",
      "-rev",
      "-quiet",
    ]);
  }
});

/** SHA-256 of the certificate that a server shows. */
function fingerprint(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? "");
      socket.destroy();
    });
    socket.on("error", reject);
  });
}
