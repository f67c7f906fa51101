import { constants } from "node:fs";
import { access, mkdir, open, readFile, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { fileReason, JackfieldError } from "../../errors/index.ts";
import { type Certificate, type CertificateIssuer, makeCertificate } from "../../net/index.ts";
import { CliError, UsageError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { checkFile } from "../options/check-files.ts";

/** What is to be made, and where. */
export interface MakePlan {
  readonly use: "authority" | "server" | "client";
  readonly names: readonly string[];
  readonly folder: string;
  readonly commonName: string | undefined;
  readonly organization: string | undefined;
  readonly validDays: number | undefined;
  readonly keyType: "ec" | "rsa";
  readonly overwrite: boolean;
}

const PRIVATE = 0o600;
const PUBLIC = 0o644;
const AUTHORITY = "ca";

/**
 * Makes a certificate and its key into a folder: `ca.pem` and `ca-key.pem`, or `NAME.pem` and `NAME-key.pem` signed by
 * that authority. Keys are readable by their owner alone; what is there is written over only when told.
 * @throws CliError 3 when a file is there or the authority is missing; JackfieldError `ERR_FILE`, `ERR_BAD_CERTIFICATE`
 */
export async function makeFiles(context: CliContext, plan: MakePlan): Promise<void> {
  const { folder, use } = plan;
  await checkFile("--out", "make", folder);
  const base = use === "authority" ? AUTHORITY : fileName(plan);
  const files = { cert: join(folder, `${base}.pem`), key: join(folder, `${base}-key.pem`) };
  if (!plan.overwrite) for (const path of Object.values(files)) await refuseExisting(path);
  const made = await make(plan);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(fileError(folder));
  await put(files.key, made.key, PRIVATE, plan.overwrite);
  await put(files.cert, made.cert, PUBLIC, plan.overwrite);
  await tell(context, plan, files);
}

async function make(plan: MakePlan): Promise<Certificate> {
  const { use, names, organization, validDays, keyType, folder } = plan;
  const common = {
    use,
    keyType,
    ...(organization === undefined ? {} : { organization }),
    ...(validDays === undefined ? {} : { validDays }),
  };
  if (use === "authority") {
    const [name = "Jackfield test authority", extra] =
      plan.commonName === undefined ? names : [plan.commonName, ...names];
    if (extra !== undefined) throw new UsageError((m) => m.usage.argumentTooMany(extra));
    return makeCertificate({ ...common, commonName: name });
  }
  const [first] = names;
  if (first === undefined) throw new UsageError((m) => m.tls.nameMissing(use));
  const extra = use === "client" ? names[1] : undefined;
  if (extra !== undefined) throw new UsageError((m) => m.usage.argumentTooMany(extra));
  const issuer = await readAuthority(folder);
  const commonName = plan.commonName ?? first;
  return makeCertificate({ ...common, commonName, issuer, ...(use === "server" ? { names } : {}) });
}

async function readAuthority(folder: string): Promise<CertificateIssuer> {
  try {
    const [cert, key] = await Promise.all(
      [`${AUTHORITY}.pem`, `${AUTHORITY}-key.pem`].map((name) => readFile(join(folder, name), "utf8")),
    );
    return { cert: cert ?? "", key: key ?? "" };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return fileError(folder)(error);
    throw new CliError(EXIT.failed, (m) => m.tls.noAuthority(folder), { cause: error });
  }
}

/** The first name as a name of a file; never one of the authority's. */
function fileName({ names: [first], use }: MakePlan): string {
  if (first === undefined) throw new UsageError((m) => m.tls.nameMissing(use));
  const safe = first
    .replace(/^\*/, "wildcard")
    .replace(/[^\p{L}\p{N}._@-]/gu, "_")
    .replace(/^\.+/, "_");
  return safe.toLowerCase() === AUTHORITY || safe.toLowerCase() === `${AUTHORITY}-key` ? `${use}-${safe}` : safe;
}

async function refuseExisting(path: string): Promise<void> {
  const isThere = await access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (isThere) throw new CliError(EXIT.failed, (m) => m.tls.fileThere(path));
}

/** Written beside and renamed, so that a key is never readable by others, whatever the old file's mode was. */
async function put(path: string, text: string, mode: number, overwrite: boolean): Promise<void> {
  const target = overwrite ? `${path}.${process.pid}.new` : path;
  const file = await open(target, "wx", mode).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return fileError(path)(error);
    throw new CliError(EXIT.failed, (m) => m.tls.fileThere(target), { cause: error });
  });
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
  if (!overwrite) return;
  await rename(target, path).catch(async (error: unknown) => {
    await unlink(target).catch(() => undefined);
    return fileError(path)(error);
  });
}

function fileError(path: string): (error: unknown) => never {
  return (error) => {
    throw new JackfieldError("ERR_FILE", `Cannot use "${path}": ${fileReason(error)}`, { cause: error });
  };
}

async function tell(
  { stdout, stderr, messages }: CliContext,
  { use, folder }: MakePlan,
  { cert, key }: { readonly cert: string; readonly key: string },
): Promise<void> {
  const { tls } = messages;
  await stdout.print(`${tls.wrote(cert, tls.kinds[use])}\n${tls.wrote(key, tls.kinds.key)}\n`);
  const authority = join(folder, `${AUTHORITY}.pem`);
  if (use === "authority") await stderr.print(`${tls.keepSecret(key)}\n${tls.nextAuthority(folder)}\n`);
  else await stderr.print(`${(use === "server" ? tls.nextServer : tls.nextClient)(cert, key, authority)}\n`);
}
