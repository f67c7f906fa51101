import { expect, it } from "vitest";
import { LocalRoomHub } from "../../../../src/handlers/room/local-room-hub.ts";
import type { RoomNews } from "../../../../src/handlers/room/room-hub.ts";

const guest = (id: string, name: string) => ({ id, name, address: "127.0.0.1:1", via: "udp" as const });
const said = (text: string, to: string | null = null) => ({
  bytes: new TextEncoder().encode(text),
  text,
  to,
  forgedName: null,
});

it("counts further members of one name up, and gives a name free again", () => {
  const hub = new LocalRoomHub();
  for (const id of ["1", "2", "3"]) hub.join(guest(id, "Ann"), 0);
  expect(hub.members().map((member) => member.name)).toEqual(["Ann", "Ann#2", "Ann#3"]);
  hub.leave("2", "quit");
  expect(hub.isTaken("Ann#2")).toBe(false);
  hub.join(guest("4", "Ann"), 0);
  expect(hub.members().map((member) => member.name)).toEqual(["Ann", "Ann#3", "Ann#2"]);
});

it("keeps the last public messages, their own bytes, and no private ones", () => {
  const hub = new LocalRoomHub({ historySize: 2 });
  hub.join(guest("1", "Ann"), 0);
  const first = said("a");
  for (const message of [first, said("b"), said("secret", "1"), said("c")]) hub.post("1", message, 5);
  first.bytes.fill(0);
  expect(hub.history().map(({ seq, text }) => [seq, text])).toEqual([
    [2, "b"],
    [4, "c"],
  ]);
});

it("tells its subscribers until they stop, and nothing of strangers", () => {
  const hub = new LocalRoomHub({ maxMembers: 1 });
  const news: RoomNews["type"][] = [];
  const stop = hub.subscribe((item) => news.push(item.type));
  hub.join(guest("1", "Ann"), 0);
  expect(hub.join(guest("2", "Bob"), 0)).toEqual({ ok: false, reason: "full" });
  hub.post("2", said("x"), 0);
  hub.leave("2", "quit");
  hub.leave("1", "quit");
  stop();
  hub.join(guest("1", "Ann"), 0);
  expect(news).toEqual(["joined", "left"]);
});
