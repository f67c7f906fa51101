import type { ServiceSpec, SessionSpec } from "../api/index.ts";
import type { Handler } from "../handlers/index.ts";
import type { HandlerMachine } from "./handler-machine.ts";
import type { Session } from "./session.ts";
import type { SessionDriver } from "./session-driver.ts";

/** What answers on a session: a handler, or a driver where a handler cannot. */
export interface Answering {
  /** The same handler may be given to several sessions: it then serves them together. */
  readonly handler?: Handler;
  /** Files and processes for the handler; closed when it stops. @default none: such commands fail */
  readonly machine?: HandlerMachine;
  /** Not with `handler`. */
  readonly driver?: SessionDriver;
  /** Told the session before it opens. */
  readonly attach?: (session: Session) => void;
}

/**
 * Makes what answers on a session from the `service` of its spec; `jackfield/services` has one.
 * @throws LocalProtocolError for options that the service does not take, JackfieldError
 */
export type AnsweringFactory = (service: ServiceSpec, spec: SessionSpec) => Answering | Promise<Answering>;
