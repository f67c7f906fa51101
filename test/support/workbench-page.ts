import type { Locator, Page } from "playwright-core";

/** What a test does on the workbench's page, in a person's words. Labels are the English ones. */
export class WorkbenchPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Fields of the form in the top bar by their label. */
  field(label: string): Locator {
    return this.page.locator(".top-form").getByLabel(label, { exact: true });
  }

  get rows(): Locator {
    return this.page.locator(".row:not(.rc-idle)");
  }

  /** The rows that hold this text. */
  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text });
  }

  get filter(): Locator {
    return this.page.getByLabel("Filter", { exact: true });
  }

  get composer(): Locator {
    return this.page.locator(".composer-text");
  }

  get sendButton(): Locator {
    return this.page.locator(".send-button");
  }

  get preview(): Locator {
    return this.page.locator("#send-preview");
  }

  /** The peers listed under the session. */
  get peers(): Locator {
    return this.page.locator(".tree-peer .tree-main");
  }

  peer(address: string): Locator {
    return this.peers.filter({ hasText: address });
  }

  /** Opens a TCP server on a free port and answers its port. */
  async openTcpServer(options: { readonly charset?: string; readonly framing?: string } = {}): Promise<number> {
    await this.field("Protocol").selectOption("tcp-server");
    await this.field("Port").fill("0");
    if (options.charset !== undefined) await this.field("Charset").selectOption(options.charset);
    if (options.framing !== undefined) await this.field("Framing").selectOption(options.framing);
    await this.page.getByRole("button", { name: "Open", exact: true }).click();
    return await this.listeningPort();
  }

  /** The port in the first row: "listening on 127.0.0.1:4711". */
  async listeningPort(): Promise<number> {
    const text = await this.row(/listening on|bound to/)
      .first()
      .textContent();
    const port = /(?:listening on|bound to) \S+:(\d+)/.exec(text ?? "")?.[1];
    if (port === undefined) throw new Error(`no port in "${text}"`);
    return Number(port);
  }

  /** Types into the send box and sends. */
  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    // The peers are told a moment after the first row.
    await this.page.locator(".send-button:not([disabled])").waitFor();
    await this.composer.press("Control+Enter");
  }
}
