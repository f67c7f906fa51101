import type { Session } from "../../engine/index.ts";
import { CliError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import type { Notices } from "../conversation/notices.ts";
import { savedDetail, savedText } from "../conversation/saved-files.ts";
import { EXIT } from "../exit-table.ts";
import type { FlowMessages } from "../messages/flow-messages.ts";
import { ProgressLine } from "../output/progress-line.ts";
import type { Delivery } from "./await-delivery.ts";

/** How a file is sent. */
export interface SendFileArgs {
  readonly path: string;
  readonly peer: number;
  readonly chunkBytes: number | undefined;
  readonly bytesPerSecond: number | undefined;
  /** Say how far it is, and its size and SHA-256 at the end. */
  readonly isTold: boolean;
}

/**
 * Sends a file, shows how far it is, and says its SHA-256.
 * @returns whether all of it was sent; if not, the connection's own end says why
 * @throws CliError 3 when the file cannot be read, JackfieldError `ERR_FILE`
 */
export async function sendFileTold(
  context: Pick<CliContext, "clock" | "stderr" | "messages">,
  session: Session,
  notices: Notices,
  { path, peer, chunkBytes, bytesPerSecond, isTold }: SendFileArgs,
  hasFailed: () => boolean,
): Promise<boolean> {
  const progress = new ProgressLine(context);
  const started = await session.sendFile(path, peer, {
    ...(chunkBytes === undefined ? {} : { chunkBytes }),
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
  });
  const unlisten = session.onChange(() => {
    const state = session.state().transfers.find(({ id }) => id === started.id);
    if (isTold && state?.phase === "running") progress.update(state.bytes, state.totalBytes);
  });
  const state = await session.transferEnd(started.id);
  unlisten();
  await progress.clear().catch(() => undefined);
  if (state.phase === "done") {
    const seconds = Math.max(0.001, progress.seconds);
    const { fileSent } = context.messages.flow;
    if (isTold)
      notices.tell(
        "file-sent",
        savedDetail({ ...state, path }, seconds),
        savedText({ ...state, path }, seconds, fileSent),
      );
    return true;
  }
  const { problem } = state;
  if (problem !== null && !hasFailed()) throw new CliError(EXIT.failed, () => problem.message);
  return false;
}

/** Says whether the last byte arrived. */
export function tellDelivery(notices: Notices, delivery: Delivery, words: FlowMessages): void {
  const texts: Readonly<Record<Delivery["type"], string>> = {
    closed: words.arrivedFin,
    acknowledged: words.arrivedAcked,
    unknown: words.arrivedUnknown,
    missing: delivery.type === "missing" ? words.notArrived(delivery.bytes) : "",
  };
  const { type: state, ...more } = delivery;
  const arrived = state === "closed" || state === "acknowledged";
  notices.tell("delivery", { arrived, state, ...more }, texts[state]);
}
