import type { ValueType } from "../command.ts";
import type { Endpoint } from "./endpoint.ts";
import { parseEndpoint } from "./endpoint-word.ts";

/** One end of a relay on the command line. */
export function endpointWord(placeholder: string): ValueType<Endpoint> {
  return { placeholder, parse: parseEndpoint };
}
