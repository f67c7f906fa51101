import type { ApiCalls } from "../../api/index.ts";
import type { CallHandlers } from "./call.ts";
import { DESK_CALLS } from "./calls/desk-calls.ts";
import { CAPTURE_CALLS } from "./calls/capture-calls.ts";
import { PEER_CALLS } from "./calls/peer-calls.ts";
import { ROW_CALLS } from "./calls/row-calls.ts";
import { SEND_CALLS } from "./calls/send-calls.ts";
import { SESSION_CALLS } from "./calls/session-calls.ts";
import { SYSTEM_CALLS } from "./calls/system-calls.ts";
import { TRANSFER_CALLS } from "./calls/transfer-calls.ts";

/** The handler of every call of the API. */
export const ALL_CALLS: CallHandlers<keyof ApiCalls> = {
  ...SYSTEM_CALLS,
  ...SESSION_CALLS,
  ...PEER_CALLS,
  ...SEND_CALLS,
  ...TRANSFER_CALLS,
  ...ROW_CALLS,
  ...CAPTURE_CALLS,
  ...DESK_CALLS,
};
