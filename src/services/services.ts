import type { ReplyService, RoomService, ServiceNetwork, ServiceSpec, SessionSpec } from "../api/index.ts";
import type { FramingSpec } from "../bytes/index.ts";
import type { Answering, AnsweringFactory, Session } from "../engine/index.ts";
import type { Inbox, ReplyHandler, RoomHub } from "../handlers/index.ts";
import { answeringOn, checkHost, planOfSpec, type ServicePlan } from "./plan-service.ts";

/** What a person does in a service: talks in a room, answers an inbox, or changes rules. */
export interface ServiceDesk {
  readonly session: Session;
  readonly room: RoomHub | null;
  readonly inbox: Inbox | null;
  readonly reply: ReplyHandler | null;
}

interface SharedRoom {
  readonly plan: ServicePlan;
  readonly sessions: Set<string>;
}

/**
 * The services of one engine: makes what answers on its sessions, lets sessions share a room, and knows the rooms and
 * inboxes in which people take part.
 */
export class Services {
  readonly #rooms = new Map<string, SharedRoom>();
  readonly #desks = new Map<string, ServiceDesk>();

  /** For `createEngine`. */
  readonly answering: AnsweringFactory = (service, spec) => this.#answer(service, spec);

  /** The room or the inbox that answers on a session. */
  deskOf(session: string): ServiceDesk | null {
    return this.#desks.get(session) ?? null;
  }

  /** The rules of a session answer the messages of the framing that its spec names now. */
  reframe({ id, spec }: Session): void {
    const reply = this.#desks.get(id)?.reply ?? null;
    const service = "service" in spec ? spec.service : undefined;
    if (reply !== null && service?.type === "reply") reply.setFraming(framingOf(service, spec));
  }

  async #answer(service: ServiceSpec, spec: SessionSpec): Promise<Answering> {
    const network: ServiceNetwork = spec.type === "udp" ? "udp" : "tcp";
    const plan = service.type === "room" ? this.#room(service) : planOfSpec(service, [network]);
    if (service.type === "reply") plan.reply?.setFraming(framingOf(service, spec));
    const tls = spec.type === "tcp-server" ? spec.tls : undefined;
    if ("host" in spec) checkHost(plan, spec.host ?? "127.0.0.1", tls);
    const answering = await answeringOn(plan, network);
    return { ...answering, attach: (session) => this.#attach(session, service, plan) };
  }

  /** Sessions that name the same room have one handler; the options of the first one hold. */
  #room(service: RoomService): ServicePlan {
    const known = service.room === undefined ? undefined : this.#rooms.get(service.room);
    if (known !== undefined) return known.plan;
    const plan = planOfSpec(service, ["udp", "tcp"]);
    if (service.room !== undefined) this.#rooms.set(service.room, { plan, sessions: new Set() });
    return plan;
  }

  #attach(session: Session, service: ServiceSpec, plan: ServicePlan): void {
    const { room = null, inbox = null, reply = null } = plan;
    if ((room ?? inbox ?? reply) !== null) this.#desks.set(session.id, { session, room, inbox, reply });
    const name = service.type === "room" ? service.room : undefined;
    if (name !== undefined) this.#rooms.get(name)?.sessions.add(session.id);
    void session.closed.then(() => this.#forget(session.id, name));
  }

  #forget(session: string, room: string | undefined): void {
    this.#desks.delete(session);
    const shared = room === undefined ? undefined : this.#rooms.get(room);
    shared?.sessions.delete(session);
    // A stopped handler cannot start again; the next session opens a new room of this name.
    if (room !== undefined && shared?.sessions.size === 0) this.#rooms.delete(room);
  }
}

/** What the rules of a session answer: their own framing, else that of the session; `read` there only says how rows are shown. */
function framingOf(service: ReplyService, { framing }: SessionSpec): FramingSpec | null {
  if (service.framing !== undefined) return service.framing;
  return framing === undefined || framing.type === "read" ? null : framing;
}
