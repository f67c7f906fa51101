export { createEcho } from "./echo.ts";
export type { Handler, HandlerCommand, HandlerEvent, HandlerPeer, HandlerReply } from "./handler.ts";
export { createUpper, upperBytes } from "./upper.ts";
