import type { RelayMessages } from "./relay-messages.ts";

/** English of `jack relay`. */
export const enRelay: RelayMessages = {
  opened: (a, b) => `${a} <-> ${b}`,
  finished: (side) => `${side} has finished sending`,
  totals: ({ out, in: back, seconds, served, failed, refused }) =>
    `A to B ${out}, B to A ${back} in ${seconds} s${served === 1 && failed === 0 ? "" : `; ${served} connections`}${failed === 0 ? "" : `, ${failed} failed`}${refused === 0 ? "" : `, ${refused} refused`}`,
  lingered: (name, ms) => `${name} was silent for ${ms} ms after the other side had finished; ended`,
  dropped: (count) => `${count} datagrams were dropped: the other side took them too slowly`,
  droppedStrangers: (count, name) =>
    `${count} datagrams of other peers to ${name} were dropped; --keep-open serves them too`,
  unfinishedMessage: (bytes) => `the stream ended inside a message; its first ${bytes} bytes were not sent`,
  onlyOnce: (kind) => `${kind} is there once and cannot serve connection after connection: leave out --keep-open`,
  childFailed: (name, code, signal) =>
    code === null ? `${name}: ended by ${signal ?? "a signal"}` : `${name}: exit code ${code}`,
  webSocketClosed: (name, code, reason) => `${name}: closed with code ${code}${reason === "" ? "" : ` (${reason})`}`,
  webSocketFailed: (name, reason) => `${name}: ${reason}`,
  noWebSocket: (url, reason) => `${url}: no WebSocket: ${reason}`,
  notText: (name) => `${name}: what is to be sent is not UTF-8; leave out ,text`,
  noTerminals:
    "pty: this Node cannot make pseudo terminals (koffi is missing), and there is no script(1) of util-linux",
  tooManyFiles: "too many open files: no connection can be taken until one has ended",
  noProgram: (name) => `exec ${name}: no such program`,
  notExecutable: (name) => `exec ${name}: not executable`,
  cannotStart: (name, reason) => `${name}: cannot be started: ${reason}`,
  fileExists: (path) => `file ${path}: it is there already; write file:${path},truncate or ,append`,
  fileMissing: (path) => `file ${path}: no such file`,
  fileRefused: (path, reason) => `file ${path}: ${reason}`,
  fileOnlyRead: (path) => `file:${path},read is not read here; something would be written to it`,
  fileOnlyWritten: (path, mode) => `file:${path},${mode} would be written, but it is read here`,
  fileBothWays: (path) =>
    `what comes back has no place in ${path}: add --one-way, name another file for it (file:${path}!!file:ANSWER), or write file:${path},rw to do both`,
};
