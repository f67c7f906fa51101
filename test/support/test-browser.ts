import type { Browser, BrowserContext, Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";

/** How a browser looks at the page. */
export interface BrowserOptions {
  /** @default en-US */
  readonly locale?: string;
  /** @default light */
  readonly colorScheme?: "light" | "dark";
  /** @default 1440 by 860 */
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** A real Chromium, and everything that its pages complained of. */
export class TestBrowser implements AsyncDisposable {
  /** Errors of scripts and of the console: also what the content security policy refused, and failed requests. */
  readonly complaints: string[] = [];
  readonly context: BrowserContext;
  readonly #browser: Browser;

  private constructor(browser: Browser, context: BrowserContext) {
    this.#browser = browser;
    this.context = context;
  }

  static async start(options: BrowserOptions = {}): Promise<TestBrowser> {
    const { locale = "en-US", colorScheme = "light", viewport = { width: 1440, height: 860 } } = options;
    const browser = await launchBrowser();
    const context = await browser.newContext({ locale, colorScheme, viewport, acceptDownloads: true });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    return new TestBrowser(browser, context);
  }

  /** Opens a page there. */
  async open(url: string): Promise<Page> {
    const page = await this.context.newPage();
    page.on("pageerror", (error) => this.complaints.push(`script: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.complaints.push(message.text());
    });
    page.setDefaultTimeout(30_000);
    await page.goto(url);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
