export type { Handler, HandlerCommand, HandlerEvent, HandlerPeer, HandlerReply } from "./handler.ts";
