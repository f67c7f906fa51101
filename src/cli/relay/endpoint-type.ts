import type { ValueType } from "../command.ts";
import type { Endpoint } from "./endpoint.ts";
import { parseEndpoint } from "./endpoint-word.ts";

const ENDPOINTS = ["-", "tcp://", "udp://", "unix:", "tls://", "ws://", "listen:", "file:", "exec:", "shell:"];

/** One end of a relay on the command line. */
export function endpointWord(placeholder: string): ValueType<Endpoint> {
  return { placeholder, suggestions: ENDPOINTS, parse: parseEndpoint };
}
