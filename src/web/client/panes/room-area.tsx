import { type JSX, useEffect, useRef, useState } from "react";
import type { RoomMessageState } from "../../../api/index.ts";
import { callApi } from "../model/api-client.ts";
import type { RoomState } from "../model/service-desk.ts";
import { visibleText } from "../text/visible-text.ts";
import { useObservable, usePage, useT } from "../ui/hooks.ts";
import type { ServiceAreaProps } from "./service-area.tsx";

const EVERYBODY = "";
/** As near to the end as this, new messages are followed. */
const NEAR_PX = 40;

/** A chat room: who is there, what is said, and a line to say something. */
export function RoomArea({ desk, session }: ServiceAreaProps): JSX.Element {
  const room = useObservable(desk.service.room);
  const runs = session.phase === "open";
  const you = room?.members.find(({ id }) => id === room.you) ?? null;
  return (
    <div className="service-area">
      <div className="room">
        <Messages room={room} address={session.local ?? ""} runs={runs} />
        {runs && <Members room={room} />}
      </div>
      {runs && (
        <div className="service-foot">
          {you === null || room === null ? (
            <Join onJoin={(name) => desk.service.join(name)} />
          ) : (
            <Say
              key={session.id}
              session={session.id}
              room={room}
              you={you.name}
              onLeave={() => desk.service.join(null)}
            />
          )}
        </div>
      )}
    </div>
  );
}

interface MessagesProps {
  readonly room: RoomState | null;
  readonly address: string;
  readonly runs: boolean;
}

function Messages({ room, address, runs }: MessagesProps): JSX.Element {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const isNear = useRef(true);
  const messages = room?.messages ?? [];
  useEffect(() => {
    if (isNear.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [messages]);
  return (
    <div
      ref={box}
      className="service-scroll room-messages"
      role="log"
      aria-label={t("service.view.room")}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isNear.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      }}
    >
      {!runs && <p className="hint">{t("room.over")}</p>}
      {messages.map((message) => (
        <Message key={message.seq} message={message} isOwn={message.from === room?.you} />
      ))}
      {runs && messages.length === 0 && <p className="hint">{t("room.empty")}</p>}
      {runs && messages.length === 0 && <p className="hint">{t("room.howTo", { address })}</p>}
    </div>
  );
}

function Message({ message, isOwn }: { readonly message: RoomMessageState; readonly isOwn: boolean }): JSX.Element {
  const t = useT();
  return (
    <p className="room-message" data-own={isOwn}>
      <time className="muted mono">{new Date(message.atMs).toTimeString().slice(0, 8)}</time>{" "}
      <strong>{visibleText(message.name)}</strong>
      {message.isPrivate && <span className="room-mark"> [{t("room.private")}]</span>}
      {message.forgedName !== null && (
        <span className="room-mark"> [{t("room.forged", { name: visibleText(message.forgedName) })}]</span>
      )}{" "}
      <span>{visibleText(message.text)}</span>
    </p>
  );
}

function Members({ room }: { readonly room: RoomState | null }): JSX.Element {
  const t = useT();
  const members = room?.members ?? [];
  const total = room?.total ?? 0;
  return (
    <aside className="room-members" aria-label={t("room.members", { n: total })}>
      <h3>{t("room.members", { n: total })}</h3>
      <ul>
        {members.map(({ id, name, via, address }) => (
          <li key={id} title={visibleText(address)}>
            <span className="room-name">{visibleText(name)}</span>
            <span className="muted">{id === room?.you ? t("room.you") : t(`room.via.${via}`)}</span>
          </li>
        ))}
      </ul>
      {total > members.length && <p className="hint">{t("room.more", { n: total - members.length })}</p>}
    </aside>
  );
}

function Join({ onJoin }: { readonly onJoin: (name: string) => void }): JSX.Element {
  const t = useT();
  const [name, setName] = useState("");
  return (
    <form
      className="say-line"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") onJoin(name.trim());
      }}
    >
      <input
        className="field-input"
        value={name}
        maxLength={64}
        onChange={(event) => setName(event.target.value)}
        placeholder={t("room.name")}
        aria-label={t("room.name")}
        autoComplete="off"
      />
      <button type="submit" className="btn btn-primary" disabled={name.trim() === ""}>
        {t("room.join")}
      </button>
    </form>
  );
}

interface SayProps {
  readonly session: string;
  readonly room: RoomState;
  readonly you: string;
  readonly onLeave: () => void;
}

function Say({ session, room, you, onLeave }: SayProps): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const [text, setText] = useState("");
  const [to, setTo] = useState(EVERYBODY);
  const others = room.members.filter(({ id }) => id !== room.you);
  // Who was talked to may have left.
  const only = others.some(({ name }) => name === to) ? to : EVERYBODY;
  const say = async (): Promise<void> => {
    if (text === "") return;
    const body = { member: room.you ?? "", text, ...(only === EVERYBODY ? {} : { to: only }) };
    // The next line may be typed before this one has been said.
    setText("");
    const done = await workbench.attempt(() => callApi("sayInRoom", { params: { session }, body }));
    if (!done) setText((next) => (next === "" ? text : next));
  };
  return (
    <form
      className="say-line"
      onSubmit={(event) => {
        event.preventDefault();
        void say();
      }}
    >
      <select
        className="field-input say-to"
        value={only}
        onChange={(event) => setTo(event.target.value)}
        aria-label={t("room.to")}
      >
        <option value={EVERYBODY}>{t("room.everybody")}</option>
        {others.map(({ id, name }) => (
          <option key={id} value={name}>
            {visibleText(name)}
          </option>
        ))}
      </select>
      <input
        className="field-input"
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={`${visibleText(you)}: ${t("room.say")}`}
        aria-label={t("room.say")}
        autoComplete="off"
      />
      <button type="submit" className="btn btn-primary" disabled={text === ""}>
        {t("room.send")}
      </button>
      <button type="button" className="btn btn-quiet" onClick={onLeave}>
        {t("room.leave")}
      </button>
    </form>
  );
}
