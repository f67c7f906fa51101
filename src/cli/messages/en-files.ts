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
  unreadable: (option, path, reason) => `${option}: "${path}" cannot be read: it ${reason}`,
  unwritable: (option, path, reason) => `${option}: "${path}" cannot be written: it ${reason}`,
  noFolder: (option, path, folder, reason) =>
    `${option}: "${path}" cannot be written: the folder "${folder}" ${reason}`,
  reasons: {
    ENOENT: "is not there",
    EACCES: "may not be used: permission denied",
    EISDIR: "is a folder",
    ENOTDIR: "is no folder",
    ELOOP: "is a link that leads nowhere",
    EROFS: "is read-only",
    ENAMETOOLONG: "has a name that is too long",
  },
  advice: (reason, path, isFolder) => {
    if (reason === "ENOENT")
      return isFolder
        ? "Make the folder (mkdir -p), or name another."
        : `Check the spelling; it was looked for at ${path}.`;
    if (reason === "EACCES") return `ls -ld ${path} shows who may use it; chmod and chown change that.`;
    return reason === "EISDIR" ? "Name a file." : reason === "ENOTDIR" ? "Name a folder." : "Name another.";
  },
  noDash: (option) => `${option}: - means nothing here; name a file (./- if that is its name)`,
  notASize: (text) => `"${text}" is no size; write 1000, 64K, 10M or 2G`,
};
