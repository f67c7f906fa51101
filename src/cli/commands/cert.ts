import { type AnyCommand, defineCommand, flag, option, required, rest } from "../command.ts";
import { UsageError } from "../cli-error.ts";
import { EXIT } from "../exit-table.ts";
import { choice, integer, path, text } from "../options/value-types.ts";

/** `jack cert ca|server|client|show`. */
export const cert: AnyCommand = defineCommand({
  meta: { name: "cert" },
  args: {
    action: required(choice("ACTION", ["ca", "server", "client", "show"]), "certAction"),
    names: rest("NAME|FILE|HOST:PORT", "certArgument"),
    out: option(path("FOLDER"), { help: "certFolder" }),
    name: option(text("NAME"), { help: "certName" }),
    organization: option(text("TEXT"), { help: "certOrganization" }),
    days: option(integer("N", 1, 36_500), { help: "certDays" }),
    rsa: flag({ help: "certRsa" }),
    force: flag({ help: "certForce" }),
    tlsCa: option(path("FILE"), { help: "certCa" }),
    tlsName: option(text("NAME")),
    json: flag(),
  },
  async run(context, args) {
    const { action, names } = args;
    if (action === "show") {
      const [what, extra] = names;
      if (what === undefined) throw new UsageError((m) => m.usage.argumentMissing("FILE|HOST:PORT"));
      if (extra !== undefined) throw new UsageError((m) => m.usage.argumentTooMany(extra));
      const { showCertificate } = await import("../cert/show-certificate.ts");
      await showCertificate(context, what, args);
      return EXIT.ok;
    }
    const { makeFiles } = await import("../cert/make-files.ts");
    await makeFiles(context, {
      use: action === "ca" ? "authority" : action,
      names,
      folder: args.out ?? "certs",
      commonName: args.name,
      organization: args.organization,
      validDays: args.days,
      keyType: args.rsa ? "rsa" : "ec",
      overwrite: args.force,
    });
    return EXIT.ok;
  },
});
