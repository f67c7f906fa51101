import { describe, expect, it } from "vitest";
import { capabilities, create_connection, create_server, type Socket } from "../../../../src/net/berkeley.ts";
import { connect, listen } from "../../../../src/net/index.ts";
import { Reactor } from "../../../../src/net/reactor/reactor.ts";
import { BULK_BYTES, type Readiness } from "../../../../src/net/reactor/readiness.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();

const EPOLLIN = 1;
const WINDOW = 16_777_216;
const MSG_DONTWAIT = 0x40;
const EAGAIN = 11;

/** A TCP connection whose near end is watched by the test itself. */
async function pair(): Promise<{ readiness: Readiness; far: Socket; close: () => void }> {
  const server = create_server(["127.0.0.1", 0]);
  const far = await create_connection(server.getsockname() as [string, number]);
  const [near] = await server.accept();
  server.close();
  const reactor = Reactor.current();
  const readiness = reactor.track(near.fileno());
  reactor.retain();
  const close = (): void => {
    reactor.release();
    readiness.release();
    near.close();
    far.close();
  };
  return { readiness, far, close };
}

/** Lets a descriptor believe that it has received much in no time, and found nothing often. */
function rush(readiness: Readiness): void {
  for (let n = 0; n < 100; n += 1) readiness.readBlocked();
  for (let n = 0; n < 50 && !isMuted(readiness); n += 1) {
    readiness.readBlocked();
    readiness.receivedMuch(WINDOW);
  }
}

const isMuted = ({ events }: Readiness): boolean => (events & EPOLLIN) === 0;

/** Reads what comes until it is `count` bytes, as a waiting call does. */
function read(readiness: Readiness, count: number): Promise<number> {
  const { sys } = Reactor.current();
  const room = new Uint8Array(65_536);
  return new Promise((resolve) => {
    let got = 0;
    const attempt = (): void => {
      const result = sys.recv(readiness.fd, room, room.length, MSG_DONTWAIT);
      if (result === -EAGAIN) return void readiness.readBlocked();
      got += result;
      if (result >= BULK_BYTES) readiness.receivedMuch(result);
      else if (result < room.length) readiness.drained(result);
      if (got >= count || result <= 0) {
        readiness.onReadable = null;
        resolve(got);
      } else if (readiness.readable) attempt();
    };
    readiness.onReadable = attempt;
    attempt();
  });
}

describe.skipIf(!capabilities().berkeley)("a descriptor that receives much", () => {
  it("is looked at by the timer, also when little comes, and reported by the kernel again later", async () => {
    const { readiness, far, close } = await pair();
    rush(readiness);
    expect(isMuted(readiness)).toBe(true);
    for (const bytes of [1, 100, 40_000, 1, 1]) {
      const got = read(readiness, bytes);
      await far.sendall(new Uint8Array(bytes));
      expect(await got).toBe(bytes);
    }
    // It waits for longer than the looks go on without anything.
    const got = read(readiness, 5);
    while (isMuted(readiness)) await new Promise((resolve) => setTimeout(resolve, 1));
    await far.sendall(new Uint8Array(5));
    expect(await got).toBe(5);
    close();
  });

  it("learns of the end at once", async () => {
    const { readiness, far, close } = await pair();
    rush(readiness);
    const got = read(readiness, 100);
    await far.sendall(new Uint8Array(10));
    far.shutdown(1);
    expect(await got).toBe(10);
    close();
  });

  it("is told what came before its reader waits, and nothing once it is closed", async () => {
    const [one, other] = [await pair(), await pair()];
    rush(one.readiness);
    rush(other.readiness);
    one.readiness.readBlocked();
    other.readiness.readBlocked();
    let told = 0;
    one.readiness.onReadable = () => (told += 1);
    one.close();
    await other.far.sendall(new Uint8Array(3));
    while (!other.readiness.readable) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await read(other.readiness, 3)).toBe(3);
    expect(told).toBe(0);
    other.close();
  });

  it("does not keep others from being looked at when its callback throws", async () => {
    const [one, other] = [await pair(), await pair()];
    const thrown = new Promise((resolve) => {
      process.once("uncaughtException", resolve);
    });
    rush(one.readiness);
    rush(other.readiness);
    one.readiness.onReadable = () => {
      one.readiness.onReadable = null;
      throw new Error("of a callback");
    };
    one.readiness.readBlocked();
    const got = read(other.readiness, 4);
    await other.far.sendall(new Uint8Array(4));
    expect(await got).toBe(4);
    expect(await thrown).toMatchObject({ message: "of a callback" });
    one.close();
    other.close();
  });
});

/** Every byte tells its place in the stream. */
const pattern = (length: number, at: number): Uint8Array => Uint8Array.from({ length }, (_, n) => (at + n) % 251);

describe.skipIf(!capabilities().berkeley)("streams of much", () => {
  it.each([["await recvInto"], ["Stream.readInto"], ["Stream.readEach"]])(
    "lose nothing over %s, with pauses, small messages and answers between",
    async (form) => {
      const listener = await listen({ host: "127.0.0.1", port: 0 });
      const server = create_server(["127.0.0.1", 0]);
      const berkeley = form === "await recvInto";
      const [host, port] = server.getsockname() as [string, number];
      const sender = await connect(berkeley ? { host, port } : listener.local);
      const block = pattern(251 * 4096, 0);
      const sizes = [60, 1, 60, 0.25, 120].map((blocks) => Math.floor(blocks * block.length));
      let sums = 0;
      let wrong = 0;
      let total = 0;
      let expected = 0;
      let answer = (): void => undefined;
      const take = (bytes: Uint8Array): void => {
        // The first and the last of each piece: comparing all takes longer than receiving them.
        if (bytes[0] !== total % 251 || bytes.at(-1) !== (total + bytes.length - 1) % 251) wrong += 1;
        total += bytes.length;
        sums += 1;
        if (total === expected) answer();
      };
      const receive = async (): Promise<void> => {
        const room = new Uint8Array(262_144);
        if (berkeley) {
          const [socket] = await server.accept();
          for (let n = 1; n > 0; ) {
            n = await socket.recvInto(room);
            if (n > 0) take(room.subarray(0, n));
          }
          socket.close();
          return;
        }
        for await (const stream of listener) {
          if (form === "Stream.readEach") await stream.readEach(take);
          else
            for (let n = 1; n > 0; ) {
              n = await stream.readInto(room);
              if (n > 0) take(room.subarray(0, n));
            }
          await stream.close();
          return;
        }
      };
      const received = receive();
      for (const size of sizes) {
        const answered = new Promise<void>((resolve) => {
          answer = resolve;
        });
        expected += size;
        // Each message begins where the pattern does, if its length is a multiple of it.
        for (let left = size; left > 0; left -= block.length) {
          await sender.write(left >= block.length ? block : block.subarray(0, left));
        }
        await answered;
      }
      await sender.close();
      await received;
      await listener.close();
      server.close();
      expect(total).toBe(expected);
      expect(wrong).toBe(0);
      expect(sums).toBeGreaterThan(0);
    },
  );
});
