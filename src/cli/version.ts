// Replaced by the bundler with the version of package.json.
declare const __JACKFIELD_VERSION__: string | undefined;

/** The version of this package. */
export const VERSION: string = typeof __JACKFIELD_VERSION__ === "string" ? __JACKFIELD_VERSION__ : "0.0.0-source";
