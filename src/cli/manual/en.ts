import { enCommands } from "./en-commands.ts";
import { enOptions } from "./en-options.ts";
import { enTopics } from "./en-topics.ts";
import type { Manual } from "./manual.ts";

/** The manual in English. */
export const enManual: Manual = {
  colon: ": ",
  commands: enCommands,
  options: enOptions,
  topics: enTopics,
  help: {
    tagline: "jack: open, watch and drive TCP, UDP and Unix sockets",
    usage: "Usage",
    examples: "Examples",
    commands: "Commands",
    topics: "Help topics",
    arguments: "Arguments",
    options: "Options",
    oneOf: (choices) => ` (one of ${choices.join(", ")})`,
    option: "OPTION",
    man: {
      name: "NAME",
      synopsis: "SYNOPSIS",
      examples: "EXAMPLES",
      description: "DESCRIPTION",
      arguments: "ARGUMENTS",
      options: "OPTIONS",
      commands: "COMMANDS",
      topics: "TOPICS",
      exit: "EXIT STATUS",
      seeAlso: "SEE ALSO",
      manual: "Jackfield manual",
    },
    helpOption: "show this help",
    groups: {
      input: "What is sent",
      flow: "How often, how fast, how much",
      view: "How it is shown and recorded",
      files: "Files",
      end: "When it ends",
      opening: "When opening fails",
      socket: "The socket",
      security: "TLS and proxies",
    },
    more: "jack help COMMAND shows the options of a command, jack help TOPIC explains a topic.",
  },
};
