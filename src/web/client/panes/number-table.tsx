import { type JSX, useEffect, useState } from "react";
import type { PayloadPages } from "../lists/payload-pages.ts";
import { type NumberReading, readNumbers, type ReadingKind } from "../../../bytes/index.ts";
import { useT } from "../ui/hooks.ts";

/** Bytes that the longest reading takes. */
const LOOKED_AT = 16;
/** Always shown, so that the table does not jump; the others only where the bytes make sense of them. */
const NUMBERS: ReadonlySet<ReadingKind> = new Set(["u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "f32", "f64"]);

const OTHERS: ReadonlySet<ReadingKind> = new Set(["uleb128", "unix32", "unixms64", "ipv4"]);

function isShown({ kind, little, big }: NumberReading): boolean {
  return NUMBERS.has(kind) || (OTHERS.has(kind) && (little !== null || big !== null));
}

/** Properties of {@link NumberReadings}. */
export interface NumberReadingsProps {
  readonly pages: PayloadPages;
  /** Where the numbers begin. */
  readonly offset: number;
}

/** The bytes at the cursor as numbers, in both byte orders. */
export function NumberReadings({ pages, offset }: NumberReadingsProps): JSX.Element | null {
  const t = useT();
  const [bytes, setBytes] = useState<Uint8Array>(new Uint8Array(0));
  useEffect(() => {
    let alive = true;
    pages.read(offset, LOOKED_AT).then(
      (read) => alive && setBytes(read),
      () => undefined,
    );
    return () => {
      alive = false;
    };
  }, [pages, offset]);
  if (pages.length === 0) return null;
  return (
    <div className="numbers">
      <table>
        <thead>
          <tr>
            <th scope="col">{t("inspect.numbers", { offset: String(offset) })}</th>
            <th scope="col">{t("inspect.little")}</th>
            <th scope="col">{t("inspect.big")}</th>
          </tr>
        </thead>
        <tbody>
          {readNumbers(bytes)
            .filter(isShown)
            .map((reading) => (
              <tr key={reading.kind}>
                <th scope="row">{reading.kind}</th>
                <td title={reading.little ?? ""}>{reading.little ?? "–"}</td>
                <td title={reading.big ?? ""}>{reading.big ?? "–"}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
