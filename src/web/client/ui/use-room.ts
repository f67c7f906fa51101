import { useEffect, useState } from "react";

/** How much room there is: beside the rows for both panes, for the sessions only, or for neither. */
export type Room = "wide" | "narrow" | "phone";

function roomNow(): Room {
  const { innerWidth } = globalThis;
  return innerWidth >= 1080 ? "wide" : innerWidth >= 720 ? "narrow" : "phone";
}

/** The room of the window, followed. */
export function useRoom(): Room {
  const [room, setRoom] = useState(roomNow);
  useEffect(() => {
    const update = (): void => setRoom(roomNow());
    globalThis.addEventListener("resize", update);
    return () => globalThis.removeEventListener("resize", update);
  }, []);
  return room;
}
