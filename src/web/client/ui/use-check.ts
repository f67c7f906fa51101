import { useMemo } from "react";
import type { ChecksumSpec } from "../../../bytes/index.ts";
import { useObservable, usePage } from "./hooks.ts";

/** The checksum that is looked for in what comes in the present session; null when none is. */
export function useCheck(): ChecksumSpec | null {
  const { checksum, checkReceived } = useObservable(usePage().composer.settings);
  const name = checkReceived ? checksum : "";
  return useMemo(() => (name === "" ? null : { name }), [name]);
}
