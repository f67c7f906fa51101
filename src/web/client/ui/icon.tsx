import type { JSX } from "react";

// 16 by 16, stroke only.
const PATHS = {
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  more: "M3.6 8h.01M8 8h.01M12.4 8h.01",
  down: "M8 3v10M4 9l4 4 4-4",
  chevron: "M4 6l4 4 4-4",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.6v1M8 13.4v1M1.6 8h1M13.4 8h1M3.5 3.5l.7.7M11.8 11.8l.7.7M3.5 12.5l.7-.7M11.8 4.2l.7-.7",
  moon: "M13 9.6A5.5 5.5 0 0 1 6.4 3 5.5 5.5 0 1 0 13 9.6",
  system: "M2.5 3.5h11v7h-11zM6 13h4",
  language: "M2 4h7M5.5 2.5V4M3.5 4c.5 2 2 4 4.5 5M7.5 4c-.5 2-2 4-4.5 5M8.5 13.5l2.75-6.5L14 13.5M9.4 11.5h3.7",
  copy: "M5.5 5.5h7v7h-7zM10.5 5.5v-2h-7v7h2",
  send: "M2.5 8h10M8.5 4l4 4-4 4",
  history: "M2.8 6.2A5.5 5.5 0 1 1 2.5 8M2.5 3v3.2h3.2M8 5v3.2l2 1.3",
  save: "M8 2.5v7M5 7l3 3 3-3M3 12.5h10",
  open: "M2.5 12.5v-9h4l1.5 2h5.5v7z",
  help: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M6.3 6.2a1.8 1.8 0 1 1 2.5 1.7c-.6.3-.8.6-.8 1.2M8 11.3v.01",
  left: "M2.5 3h11v10h-11zM6 3v10",
  right: "M2.5 3h11v10h-11zM10 3v10",
  stop: "M4.5 4.5h7v7h-7z",
  sliders: "M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M10 3.5v3M6 9.5v3",
  gear: "M8 5.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6l1.4 1.4M11 11l1.4 1.4M3.6 12.4L5 11M11 5l1.4-1.4",
  lock: "M4 7.5h8v5.5h-8zM5.7 7.5V5.4a2.3 2.3 0 0 1 4.6 0v2.1",
  warn: "M8 2.5l6 10.5H2zM8 6.5v3M8 11.4v.01",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** An icon; it says nothing to screen readers, so its button must have a label. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark of Jackfield: two jacks and a patch cord. */
export function Logo(): JSX.Element {
  return (
    <svg viewBox="0 0 26 22" aria-hidden="true" fill="none">
      <circle cx="6" cy="6" r="4" stroke="var(--ink-2)" strokeWidth="1.6" />
      <circle cx="20" cy="6" r="4" stroke="var(--ink-2)" strokeWidth="1.6" />
      <path d="M6 6c0 18 14 18 14 0" stroke="var(--brass)" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="6" cy="6" r="1.7" fill="var(--brass)" />
      <circle cx="20" cy="6" r="1.7" fill="var(--brass)" />
    </svg>
  );
}
