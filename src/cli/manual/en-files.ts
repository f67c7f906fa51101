import type { FileOptionKey } from "../messages/file-messages.ts";
import type { Manual } from "./manual.ts";

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
export const enFileCommands: Pick<Manual["commands"], "get" | "put"> = {
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
