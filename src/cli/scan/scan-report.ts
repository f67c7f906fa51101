import { escapeText } from "../../bytes/index.ts";
import type { CliContext } from "../context.ts";
import { padToWidth, textWidth } from "../output/text-width.ts";
import type { PortState } from "./probe.ts";
import type { ScannedPort, ScanPlan } from "./run-scan.ts";
import type { ServiceNames } from "./service-names.ts";

const PROGRESS_EVERY_MS = 200;
/** Asked for no more than these, a person wants to know about each. */
const FEW_PORTS = 20;

/** Options of {@link ScanReport}. */
export interface ScanReportOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly all: boolean;
}

/** Prints what a scan finds: rows for a person or JSON lines, progress on a terminal, and the sums at the end. */
export class ScanReport {
  readonly #context: CliContext;
  readonly #plan: ScanPlan;
  readonly #services: ServiceNames;
  readonly #options: ScanReportOptions;
  readonly #beginMs: number;
  readonly #byHost = new Map<string, Record<PortState, number>>();
  #headed: string | null = null;
  #open = 0;
  #shownMs = -Infinity;
  #progressShown = false;
  #silence = false;

  constructor(context: CliContext, plan: ScanPlan, services: ServiceNames, options: ScanReportOptions) {
    this.#context = context;
    this.#plan = plan;
    this.#services = services;
    this.#options = options;
    this.#beginMs = context.clock.nowMs();
  }

  /** Ports that are open. */
  get open(): number {
    return this.#open;
  }

  async found(result: ScannedPort): Promise<void> {
    this.#countsOf(result.host.address)[result.state] += 1;
    if (result.state === "open") this.#open += 1;
    if (result.state === "silent" && this.#plan.protocol === "udp") this.#silence = true;
    if (this.#options.json) {
      await this.#context.stdout.print(`${JSON.stringify(this.#jsonOf(result))}\n`);
    } else if (result.state === "open" || this.#options.all || this.#plan.ports.length <= FEW_PORTS) {
      await this.#clearProgress();
      await this.#head(result);
      await this.#context.stdout.print(`${this.#row(result)}\n`);
    }
  }

  progress(done: number, total: number): void {
    const { clock, stderr, messages } = this.#context;
    const now = clock.nowMs();
    if (!stderr.isTerminal || this.#options.quiet || now - this.#shownMs < PROGRESS_EVERY_MS) return;
    this.#shownMs = now;
    this.#progressShown = true;
    const left = done < 2 ? null : ((now - this.#beginMs) / done / 1000) * (total - done);
    const text = messages.tools.scan.progress(done, total, this.#open, left);
    void stderr.print(`\r${text}\u001b[K`).catch(() => undefined);
  }

  /** The sums; also after a scan that was stopped early. */
  async end(): Promise<void> {
    await this.#clearProgress();
    const { stdout, stderr, messages } = this.#context;
    const seconds = (this.#context.clock.nowMs() - this.#beginMs) / 1000;
    if (this.#options.json) {
      for (const [host, counts] of this.#byHost) {
        await stdout.print(`${JSON.stringify({ type: "summary", host, ...counts, seconds })}\n`);
      }
      return;
    }
    if (this.#options.quiet) return;
    for (const [host, counts] of this.#byHost) {
      await stderr.print(`${messages.tools.scan.summary({ host, counts, seconds })}\n`);
    }
    if (this.#silence) await stderr.print(`${messages.tools.scan.udpSilence}\n`);
  }

  async #clearProgress(): Promise<void> {
    if (!this.#progressShown) return;
    this.#progressShown = false;
    await this.#context.stderr.print("\r\u001b[K");
  }

  async #head({ host }: ScannedPort): Promise<void> {
    const { stdout, messages } = this.#context;
    if (this.#options.quiet || this.#headed === host.address) return;
    if (this.#plan.hosts.length > 1) {
      const name = host.name === host.address ? host.address : `${host.name} (${host.address})`;
      await stdout.print(`${this.#headed === null ? "" : "\n"}${name}\n`);
    }
    this.#headed = host.address;
    await stdout.print(`${this.#columns(messages.tools.scan.columns)}\n`);
  }

  #row(result: ScannedPort): string {
    const { messages } = this.#context;
    const { port, state, ms, banner, reason } = result;
    const { protocol } = this.#plan;
    const came = banner !== null && banner.length > 0 ? firstLine(banner) : (reason ?? "");
    return this.#columns([
      `${this.#options.quiet && this.#plan.hosts.length > 1 ? `${result.host.address} ` : ""}${port}/${protocol}`,
      messages.tools.scan.states[state],
      this.#services.nameOf(port, protocol) ?? "-",
      state === "open" || state === "closed" ? `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms` : "-",
      escapeText(came, { backslash: false }),
    ]);
  }

  #columns([port, state, service, time, came]: readonly [string, string, string, string, string]): string {
    const start = `${padToWidth(port, 11)}  ${padToWidth(state, 11)}  ${padToWidth(service, 15)}  ${padToWidth(time, 9)}`;
    const { isTerminal, columns } = this.#context.stdout;
    return `${start}  ${isTerminal ? cut(came, columns - textWidth(start) - 2) : came}`.trimEnd();
  }

  #jsonOf({ host, port, state, ms, banner, reason }: ScannedPort): object {
    const { protocol } = this.#plan;
    const service = this.#services.nameOf(port, protocol);
    return {
      type: "port",
      host: host.name,
      address: host.address,
      protocol,
      port,
      state,
      ...(service === undefined ? {} : { service }),
      ms: Math.round(ms * 1000) / 1000,
      ...(banner === null || banner.length === 0 ? {} : { hex: Buffer.from(banner).toString("hex") }),
      ...(reason === undefined ? {} : { reason }),
    };
  }

  #countsOf(host: string): Record<PortState, number> {
    let counts = this.#byHost.get(host);
    if (counts === undefined) {
      counts = { open: 0, closed: 0, silent: 0, unreachable: 0, failed: 0 };
      this.#byHost.set(host, counts);
    }
    return counts;
  }
}

function firstLine(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return text.split(/\r?\n/, 1)[0] ?? "";
}

function cut(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = "";
  for (const char of text) {
    if (textWidth(kept) + textWidth(char) >= columns) break;
    kept += char;
  }
  return `${kept}…`;
}
