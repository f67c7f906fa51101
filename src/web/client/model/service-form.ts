import {
  type ReplyRuleSpec,
  SERVICE_NAMES,
  SERVICE_NETWORKS,
  type ServiceName,
  type ServiceNetwork,
  type ServiceSpec,
} from "../../../api/index.ts";
import type { CharsetName } from "../../../bytes/index.ts";
import type { FormReader } from "./session-form.ts";

/** What answers: people only, or a service. */
export type ServiceChoice = ServiceName | "none";

/** What stands in the fields about the service that answers; numbers as they were typed. */
export interface ServiceForm {
  readonly type: ServiceChoice;
  readonly rules: readonly ReplyRuleSpec[];
  readonly zone: string;
  readonly protocol: "strftime" | "ntp";
  readonly room: string;
  readonly autoAnswer: string;
  readonly folder: string;
  readonly writable: boolean;
  /** One command a line. */
  readonly allow: string;
  readonly timeoutMs: string;
}

/** The form without a service. */
export const DEFAULT_SERVICE_FORM: ServiceForm = {
  type: "none",
  rules: [{ answer: { text: "hi" } }],
  zone: "",
  protocol: "strftime",
  room: "main",
  autoAnswer: "",
  folder: "",
  writable: false,
  allow: "disk=/bin/df -h",
  timeoutMs: "10000",
};

/** The services that can answer on a network, people only first. */
export function serviceChoices(network: ServiceNetwork): readonly ServiceChoice[] {
  return ["none", ...SERVICE_NAMES.filter((name) => SERVICE_NETWORKS[name].includes(network))];
}

/** The charsets in which a service reads and answers are those in which the session is shown. */
export interface ServiceCharsets {
  readonly in: CharsetName;
  readonly out: CharsetName;
}

/** The service that a form asks for on this network; undefined when only people answer. */
export function serviceSpec(
  form: ServiceForm,
  network: ServiceNetwork,
  charset: ServiceCharsets,
  reader: FormReader,
): ServiceSpec | undefined {
  const { type } = form;
  if (type === "none" || !SERVICE_NETWORKS[type].includes(network)) return undefined;
  const zone = form.zone.trim() === "" ? {} : { zone: form.zone.trim() };
  const isUtf8 = charset.in === "utf-8" && charset.out === "utf-8";
  switch (type) {
    case "echo":
    case "upper":
      return { type };
    case "reply":
      return {
        type,
        ...(isUtf8 ? {} : { charsetIn: charset.in, charsetOut: charset.out }),
        rules: form.rules,
        ...zone,
      };
    case "time":
      return { type, ...zone, ...(network === "udp" && form.protocol === "ntp" ? { protocol: "ntp" } : {}) };
    case "room":
      return { type, ...(form.room.trim() === "" ? {} : { room: form.room.trim() }) };
    case "inbox": {
      const answer = form.autoAnswer.trim() === "" ? {} : { autoAnswer: form.autoAnswer.trim() };
      return { type, ...(charset.in === "utf-8" ? {} : { charsetIn: charset.in }), ...answer };
    }
    case "files": {
      const folder = reader.required("folder", form.folder, "service.needFolder");
      return { type, folder, ...(form.writable ? { writable: true } : {}) };
    }
    default: {
      const allow = form.allow
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "");
      const timeoutMs = reader.integer("timeoutMs", form.timeoutMs, 1, 86_400_000);
      return { type, allow, charsetOut: charset.out, ...(timeoutMs === 10_000 ? {} : { timeoutMs }) };
    }
  }
}

/** The form of a service; undefined is people only. */
export function serviceForm(spec: ServiceSpec | undefined): ServiceForm {
  const form = DEFAULT_SERVICE_FORM;
  if (spec === undefined) return form;
  const { type } = spec;
  switch (type) {
    case "reply":
      return { ...form, type, rules: spec.rules ?? [], zone: spec.zone ?? "" };
    case "time":
      return { ...form, type, zone: spec.zone ?? "", protocol: spec.protocol ?? "strftime" };
    case "room":
      return { ...form, type, room: spec.room ?? "" };
    case "inbox":
      return { ...form, type, autoAnswer: spec.autoAnswer ?? "" };
    case "files":
      return { ...form, type, folder: spec.folder ?? "", writable: spec.writable ?? false };
    case "exec":
      return { ...form, type, allow: (spec.allow ?? []).join("\n"), timeoutMs: String(spec.timeoutMs ?? 10_000) };
    default:
      return { ...form, type };
  }
}
