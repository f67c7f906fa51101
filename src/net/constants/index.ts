export * from "./family.ts";
export * from "./ip.ts";
export * from "./message-flag.ts";
export * from "./other-family.ts";
export * from "./resolver.ts";
export * from "./socket-option.ts";
export * from "./transport.ts";
