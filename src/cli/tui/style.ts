/** One of the terminal's sixteen colours, by its number in SGR: 0 to 7, and 8 to 15 for the bright ones. */
export type Color = number;

/** How text looks. */
export interface StyleSpec {
  readonly color?: Color;
  readonly background?: Color;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly underline?: boolean;
  /** Foreground and background change places. */
  readonly reverse?: boolean;
}

/** A {@link StyleSpec} as one number, so that cells are compared fast; 0 is plain. */
export type Style = number;

const BOLD = 1 << 10;
const DIM = 1 << 11;
const UNDERLINE = 1 << 12;
const REVERSE = 1 << 13;
const COLORS = 0x3ff;

/** Packs a look. */
export function style(spec: StyleSpec): Style {
  return (
    (spec.color === undefined ? 0 : spec.color + 1) |
    (spec.background === undefined ? 0 : (spec.background + 1) << 5) |
    (spec.bold === true ? BOLD : 0) |
    (spec.dim === true ? DIM : 0) |
    (spec.underline === true ? UNDERLINE : 0) |
    (spec.reverse === true ? REVERSE : 0)
  );
}

/** The sequence that makes a terminal write in this look, whatever came before. */
export function sgr(packed: Style, color: boolean): string {
  const codes = ["0"];
  if ((packed & BOLD) !== 0) codes.push("1");
  if ((packed & DIM) !== 0) codes.push("2");
  if ((packed & UNDERLINE) !== 0) codes.push("4");
  if ((packed & REVERSE) !== 0) codes.push("7");
  const foreground = (packed & 31) - 1;
  const background = ((packed >> 5) & 31) - 1;
  if (color && foreground >= 0) codes.push(String(foreground < 8 ? 30 + foreground : 82 + foreground));
  if (color && background >= 0) codes.push(String(background < 8 ? 40 + background : 92 + background));
  return `\u001b[${codes.join(";")}m`;
}

/** The same look turned round, for what is selected. */
export function reversed(packed: Style): Style {
  return (packed & ~(COLORS | DIM)) ^ REVERSE;
}

/** The same look underlined, for what is selected where the keys do not go. */
export function underlined(packed: Style): Style {
  return packed | UNDERLINE;
}

/** Plain text. */
export const PLAIN: Style = 0;

/** What a look says. */
export type LookName =
  | "plain"
  | "dim"
  | "bold"
  | "bar"
  | "key"
  | "title"
  | "in"
  | "out"
  | "warning"
  | "error"
  | "good"
  | "mark"
  | "found";

/** The looks of the view, by what they say. */
export const LOOK: Readonly<Record<LookName, Style>> = {
  plain: PLAIN,
  dim: style({ dim: true }),
  bold: style({ bold: true }),
  bar: style({ reverse: true }),
  key: style({ bold: true, reverse: true }),
  title: style({ bold: true, color: 6 }),
  in: style({ color: 6 }),
  out: style({ color: 2 }),
  warning: style({ color: 3 }),
  error: style({ color: 1 }),
  good: style({ color: 2 }),
  mark: style({ color: 5 }),
  found: style({ color: 0, background: 3 }),
};

const PEER_COLORS: readonly Color[] = [6, 3, 5, 4, 2, 14, 11, 13, 12, 10];

/** A peer's own colour, the same as in lines. */
export function peerStyle(peer: number): Style {
  return peer < 1 ? PLAIN : style({ color: PEER_COLORS[(peer - 1) % PEER_COLORS.length] ?? 6 });
}
