import { byteWords, clockWords } from "./byte-words.ts";
import type { FileMessages } from "./file-messages.ts";

const PROBLEMS: Readonly<Record<string, string>> = {
  "bad-name": "refused: not a name inside the folder",
  missing: "no such file",
  folder: "a folder",
  outside: "refused: a link that leads out of the folder",
  "not-a-file": "refused: not a regular file",
  forbidden: "refused: no permission to read it",
  unreadable: "the file cannot be read",
  empty: "an empty file",
  "not-utf-8": "refused: the name is not UTF-8",
  "name-too-long": "refused: the name is too long",
  "no-name": "no name came",
  "left-early": "the client left early",
  "foreign-host": "refused: asked for by a foreign host name",
  method: "refused: method",
};

/** English of the file commands. */
export const enFiles: FileMessages = {
  request: ({ request, status, bytes, ms, problem, lineEndTaken }) =>
    [
      `${request === "" ? "(no name)" : request}${status === undefined ? "" : ` ${status}`}:`,
      ...(problem === undefined ? [] : [`${PROBLEMS[problem] ?? problem},`]),
      `${byteWords(bytes)} in ${ms} ms`,
      ...(lineEndTaken ? ["(the line end behind the name was left out)"] : []),
    ].join(" "),
  progress: ({ doneBytes, totalBytes, bytesPerSecond, secondsLeft }) =>
    `${totalBytes === null ? "" : `${Math.floor((doneBytes / Math.max(1, totalBytes)) * 100)}%  `}${byteWords(doneBytes)}${totalBytes === null ? "" : ` of ${byteWords(totalBytes)}`}  ${byteWords(Math.round(bytesPerSecond))}/s${secondsLeft === null ? "" : `  ${clockWords(secondsLeft)} left`}`,
  got: ({ name, bytes, resumedBytes, seconds, sha256, checked }) =>
    `${name}: ${bytes} bytes in ${seconds.toFixed(2)} s${resumedBytes > 0 ? ` (${resumedBytes} of them were there)` : ""}\nsha256 ${sha256}${checked === true ? " (as the server says)" : ""}`,
  put: ({ name, bytes, seconds, sha256, checked }) =>
    `${name}: ${bytes} bytes sent in ${seconds.toFixed(2)} s\nsha256 ${sha256}${checked === true ? " (as the server says)" : ""}`,
  exists: (path) =>
    `${path} is there already; --force replaces it, -o writes another file, -C goes on with a part of it`,
  noName: "the address ends without a file name: HOST:PORT/NAME",
  isFolder: (name) => `${name} is a folder; a browser shows what is in it`,
  status: (status, reason) => `the server answered ${status} ${reason}`,
  missing: (name) => `the server has no file ${name}`,
  otherEndIsPlain: "the other end does not speak HTTP; if it is an original download server, use --plain",
  missingOrEmpty: (name) => `nothing came: ${name} is missing there, or empty`,
  incomplete: (bytes, path) =>
    `the connection broke after ${bytes} bytes, the file is incomplete${path === null ? "" : `; -C goes on from ${path}`}`,
  tooLarge: (bytes, most) =>
    `${bytes === null ? "the file" : `${bytes} bytes`} would be larger than ${most} bytes (--max-size)`,
  digestDiffers: (wanted, got) =>
    `the SHA-256 is ${got}, but the server says ${wanted}; what came is damaged, and no file was kept`,
  changedMeanwhile: "the file on the server has changed meanwhile; start again without -C",
  putExists: (name) => `the server has ${name} already; --force replaces it`,
  readOnly: "the server takes no uploads; jack serve files --writable does",
  noRanges: "the server cannot send a part of the file, so it cannot be continued; --force starts again",
  binaryOnTerminal: "binary data would confuse the terminal; write it to a file with -o FILE, or force it with -f",
  notASize: (text) => `"${text}" is no size; write 1000, 64K, 10M or 2G`,
};

/** English descriptions of their options. */
export const enFileOptions: Readonly<Record<FileOptionKey, string>> = {
  continue: "go on with what an earlier, broken download left",
  fileForce: "replace the file if it is there; with -o -, send anything to a terminal",
  fileMaxSize: "take at most so many bytes: 1000, 64K, 10M, 2G",
  fileOutput: "name of the file that is written (the last part of NAME); - is standard output",
  filePlain: "the other end is an original server: send the bare name, read to the end",
  fileWait: "give up when nothing comes for so long (30s)",
  getAddress: "the file; port 7788 unless it is named",
  putAddress: "where to; with a / at the end the file keeps its name",
  putFile: "the file that is sent; - is standard input",
  putForce: "replace the file on the server",
  segments: "read so many parts at the same time (1)",
  serveMaxSize: "files: the largest upload (1G)",
  serveWritable: "files: take uploads by HTTP PUT; nothing is overwritten unless the client says so",
};

/** English help of their commands. */
export const enFileCommands: Pick<Messages["commands"], "get" | "put"> = {
  get: {
    summary: "download a file",
    details: `Downloads over HTTP/1.1 from jack serve files, or any web server, and prints the SHA-256, which is compared with the server's own (Repr-Digest) where it tells one. The bytes go into NAME.part beside the target, which gets its name when everything has come; a file that is there is not replaced without --force.

-C goes on with NAME.part of a download that broke. --segments reads several parts at the same time.

-o - writes the file to standard output, and what is said about it to standard error; nothing is kept of it elsewhere. On a terminal, control characters of a text are escaped, and binary data is refused unless -f forces it.

--plain talks to an original server: the bare name, then bytes to the end. Such a server sends nothing for a missing and for an empty file alike.`,
    examples: [
      ["jack get 127.0.0.1:7788/notes.txt", "into ./notes.txt"],
      ["jack get 127.0.0.1:7788/big.iso -o /tmp/x.iso --segments 4", "four parts at once"],
      ["jack get 127.0.0.1:7788/log.gz -o - | zcat", "to standard output"],
      ["jack get -C 127.0.0.1:7788/big.iso", "go on after a break"],
      ["jack get --plain 127.0.0.1:7788/notes.txt", "from an original server"],
    ],
  },
  put: {
    summary: "upload a file",
    details:
      "Uploads by HTTP PUT to jack serve files --writable. A file that is there is replaced only with --force, and only the version that was seen. The server checks the SHA-256. - reads standard input to its end; then NAME must be given.",
    examples: [
      ["jack put notes.txt 127.0.0.1:7788/", "as notes.txt"],
      ["jack put notes.txt 127.0.0.1:7788/old/n.txt --force", "replace another file"],
      ["tar c src | jack put - 127.0.0.1:7788/src.tar", "what another program writes"],
    ],
  },
};
