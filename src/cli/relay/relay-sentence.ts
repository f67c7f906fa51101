import type { CaptureEvent } from "../../capture/index.ts";
import type { Messages } from "../messages/messages.ts";
import { eventSentence } from "../output/event-sentence.ts";

/** What happened on a relayed connection, as a sentence: other words than those of a session, for there are two sides. */
export function relaySentence(event: CaptureEvent, messages: Messages, labels: boolean): string | null {
  const { kind, direction, detail } = event;
  const { relay } = messages;
  switch (kind) {
    case "open":
      return relay.opened(String(detail?.["a"] ?? ""), String(detail?.["b"] ?? ""));
    case "eof":
      return relay.finished(direction === "out" ? "A" : "B");
    case "close":
      return labels ? messages.line.closed : null;
    default:
      return eventSentence(event, messages, labels);
  }
}
