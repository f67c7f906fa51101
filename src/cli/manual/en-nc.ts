import type { Manual } from "./manual.ts";

/** English of `jack nc` in the list of commands; its own help is in `nc-help-en.ts`. */
export const enNcCommand: Pick<Manual["commands"], "nc"> = {
  nc: {
    summary: "ncat's command line (a link named nc or ncat to jack is that program)",
    details: "The command line, messages and exit codes of ncat 7.991; `jack nc --help` has all options.",
    examples: [
      ["jack nc -l 8080", "wait for one connection"],
      ["jack nc -zv 10.0.0.7 22", "is the port open?"],
    ],
  },
};
