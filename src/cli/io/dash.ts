/** The name of standard input where a file is read, and of standard output where one is written. */
export const DASH = "-";
