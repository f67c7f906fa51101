import { type JSX, useEffect, useState } from "react";
import type { PayloadPages } from "../lists/payload-pages.ts";
import { numberReadings } from "../text/number-readings.ts";
import { useT } from "../ui/hooks.ts";

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
    pages.read(offset, 8).then(
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
          {numberReadings(bytes).map((reading) => (
            <tr key={reading.type}>
              <th scope="row">{reading.type}</th>
              <td title={reading.little ?? ""}>{reading.little ?? "–"}</td>
              <td title={reading.big ?? ""}>{reading.big ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
