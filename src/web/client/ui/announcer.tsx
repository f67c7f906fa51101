import { type JSX, useEffect, useState } from "react";
import { Observable } from "../model/observable.ts";

const SHOWN_MS = 1800;
const said = new Observable<{ readonly text: string } | null>(null);

/** Says something for a moment: on the page and to screen readers. */
export function announce(text: string): void {
  said.set({ text });
}

/** Where announcements appear. */
export function Announcer(): JSX.Element {
  const [text, setText] = useState("");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = said.subscribe(() => {
      setText(said.get()?.text ?? "");
      clearTimeout(timer);
      timer = setTimeout(() => setText(""), SHOWN_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return (
    <div className="toast" role="status" data-shown={text !== ""}>
      {text}
    </div>
  );
}
