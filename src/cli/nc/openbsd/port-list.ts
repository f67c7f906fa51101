import { NcExit } from "../report/nc-exit.ts";

const MAX_PORT = 65_535;

/** Finds the number of a service's name; null for a name that is none. */
export type FindService = (name: string) => Promise<number | null>;

/**
 * The ports that the words name, in order: numbers, ranges (`20-25`, either end first) and names of services.
 * @throws NcExit 1
 */
export async function parsePorts(words: readonly string[], findService: FindService): Promise<readonly number[]> {
  const ports: number[] = [];
  for (const word of words) {
    const range = /^(\d+)-(\d+)$/.exec(word);
    if (range === null) ports.push(await onePort(word, findService));
    else {
      const ends = [range[1], range[2]].map((text) => checked(text ?? "")).sort((a, b) => a - b);
      const [low = 0, high = 0] = ends;
      for (let port = low; port <= high; port += 1) ports.push(port);
    }
  }
  return ports;
}

async function onePort(word: string, findService: FindService): Promise<number> {
  if (/^[+-]?\d+$/.test(word)) return checked(word);
  const found = await findService(word);
  if (found === null) throw new NcExit(1, `port number invalid: ${word}`);
  return found;
}

function checked(text: string): number {
  const port = Number(text);
  if (port < 1) throw new NcExit(1, `port number too small: ${text}`);
  if (port > MAX_PORT) throw new NcExit(1, `port number too large: ${text}`);
  return port;
}

/** The ports in another order, each as likely as any other. */
export function shuffled(ports: readonly number[], random: () => number = Math.random): readonly number[] {
  const mixed = [...ports];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] ?? 0, mixed[at] ?? 0];
  }
  return mixed;
}
