import { type AnyCommand, defineCommand, flag, option } from "../command.ts";
import { EXIT } from "../exit-table.ts";
import { checkFiles } from "../options/check-files.ts";
import { listenAddress } from "../options/listen-address.ts";
import { port } from "../options/conversation-args.ts";
import { path, text } from "../options/value-types.ts";

/** `jack workbench`, and `jack` alone. */
export const workbench: AnyCommand = defineCommand({
  meta: { name: "workbench" },
  args: {
    port: option(port),
    host: option(text("HOST")),
    lan: flag(),
    noOpen: flag(),
    captureFolder: option(path("FOLDER")),
  },
  async run(context, { port: wanted, host = "127.0.0.1", lan, noOpen, captureFolder }) {
    const { messages, stdout, signal } = context;
    await checkFiles({ captureFolder });
    const { isLan, startWorkbench } = await import("../../web/server/index.ts");
    const { Services } = await import("../../services/index.ts");
    const services = new Services();
    const engine = await context.createEngine({
      services: services.answering,
      ...(captureFolder === undefined ? {} : { captureFolder }),
    });
    try {
      const bound = listenAddress({ host, port: wanted ?? 0 }, lan);
      const running = await startWorkbench({
        engine,
        services,
        pageFolder: context.pageFolder,
        version: context.version,
        host: bound.host,
        ...(wanted === undefined ? {} : { port: wanted }),
      });
      try {
        await stdout.print(`${messages.workbench.ready(running.url)}\n${messages.workbench.stop}\n`);
        if (isLan(bound.host)) await stdout.print(`${messages.workbench.onLan}\n`);
        const { openPrivately } = await import("../open-privately.ts");
        const opened = noOpen ? null : await openPrivately(running.url);
        await aborted(signal);
        await opened?.forget();
      } finally {
        await running.close();
      }
    } finally {
      await engine.close();
    }
    // Ctrl-C is how a workbench is meant to be stopped.
    return EXIT.ok;
  },
});

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
