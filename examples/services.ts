// A classroom's services in one program: the time, and a room in which a robot greets whoever comes.
// npm run example -- services: then jack time 127.0.0.1:PORT, jack chat room 127.0.0.1:PORT --name Ann. Ends with its input.
import { RoomSeat, startService } from "jackfield/services";

await using time = await startService({ type: "time", port: 0, zone: "Asia/Shanghai" });
await using room = await startService(
  { type: "room", port: 0 },
  {
    onEvent: ({ kind, peer, detail }, network) => {
      if (kind === "limit") console.log(`${network} peer ${peer} struck ${String(detail?.["limit"])}`);
    },
  },
);
if (room.room === null) throw new Error("a room without a room");
const robot = new RoomSeat(room.room, "robot", (news) => {
  if (news.type === "joined") robot.say(`welcome, ${news.member.name}!`);
});
console.log(`time ${time.port} room ${room.port}`);
for await (const _ of process.stdin) {
  // Until the input ends.
}
robot.leave();
