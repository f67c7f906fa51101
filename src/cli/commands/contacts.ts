import { formatAddress } from "../../net/index.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { type AnyCommand, defineCommand, flag, option, optional, required } from "../command.ts";
import { EXIT } from "../exit-table.ts";
import { charset } from "../options/conversation-args.ts";
import { choice, text } from "../options/value-types.ts";
import { padToWidth, textWidth } from "../output/text-width.ts";
import { CONTACT_PORT, ContactsFile } from "../talk/contacts-file.ts";
import { safeLine } from "../talk/peer-text.ts";
import { parseUdp } from "../talk/run-peer.ts";

/** `jack contacts add|list|remove`. */
export const contacts: AnyCommand = defineCommand({
  meta: { name: "contacts" },
  args: {
    action: required(choice("add|list|remove", ["add", "list", "remove"]), "contactsAction"),
    name: optional(text("NAME"), "contactsName"),
    address: optional(text("HOST:PORT"), "contactsAddress"),
    charset: option(charset, { help: "contactsCharset" }),
    json: flag({ help: "talkJson" }),
  },
  async run(context, args) {
    const { stdout, messages } = context;
    const file = new ContactsFile(context.env);
    const { action, name, address } = args;
    if (action === "list") {
      if (name !== undefined) throw new UsageError((m) => m.usage.argumentTooMany(name));
      await stdout.print(args.json ? await asJson(file) : await asTable(file, messages.talk.noContacts(file.path)));
      return EXIT.ok;
    }
    if (name === undefined) throw new UsageError((m) => m.usage.argumentMissing("NAME"));
    if (action === "remove") {
      if (!(await file.remove(name))) throw new CliError(EXIT.usage, (m) => m.talk.noContact(safeLine(name)));
      await stdout.print(`${messages.talk.contactRemoved(safeLine(name))}\n`);
      return EXIT.ok;
    }
    if (address === undefined) throw new UsageError((m) => m.usage.argumentMissing("HOST:PORT"));
    if (name.trim() === "" || /[\p{Cc}:]/u.test(name)) throw new UsageError((m) => m.talk.badName(safeLine(name)));
    const contact = { name, address: parseUdp(address, CONTACT_PORT), charset: args.charset ?? "utf-8" };
    const isKnown = await file.put(contact);
    await stdout.print(`${messages.talk.contactSaved(safeLine(name), formatAddress(contact.address), isKnown)}\n`);
    return EXIT.ok;
  },
});

async function asTable(file: ContactsFile, nobody: string): Promise<string> {
  const rows = (await file.read()).map(({ name, address, charset: encoding }) => {
    return [safeLine(name), formatAddress(address), encoding] as const;
  });
  if (rows.length === 0) return `${nobody}\n`;
  const width = Math.max(...rows.map(([name]) => textWidth(name)));
  return rows.map(([name, address, encoding]) => `${padToWidth(name, width)}  ${address}  ${encoding}\n`).join("");
}

async function asJson(file: ContactsFile): Promise<string> {
  const lines = (await file.read()).map(({ name, address, charset: encoding }) =>
    JSON.stringify({ name, address: formatAddress(address), charset: encoding }),
  );
  return lines.map((line) => `${line}\n`).join("");
}
