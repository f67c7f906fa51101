import { type JSX, useState } from "react";
import type { ReplyRuleSpec, ReplyService } from "../../../api/index.ts";
import { callApi } from "../model/api-client.ts";
import { useObservable, usePage, useT } from "../ui/hooks.ts";
import { RuleEditor } from "./rule-editor.tsx";
import type { ServiceAreaProps } from "./service-area.tsx";

/** The rules that answer: how often each fired, and other rules at once. */
export function RulesArea({
  desk,
  session,
  service,
}: ServiceAreaProps & { readonly service: ReplyService }): JSX.Element {
  const { workbench, announce } = usePage();
  const t = useT();
  const told = useObservable(desk.service.reply);
  const [edited, setEdited] = useState<readonly ReplyRuleSpec[] | null>(null);
  const rules = edited ?? service.rules ?? [];
  const runs = session.phase === "open";
  const apply = async (): Promise<void> => {
    const body = { service: { ...service, rules } };
    const params = { session: session.id };
    if (!(await workbench.attempt(() => callApi("setService", { params, body })))) return;
    setEdited(null);
    announce(t("rules.applied"));
  };
  return (
    <div className="service-area">
      <div className="service-scroll">
        <RuleEditor
          rules={rules}
          fixed={!runs}
          fired={edited === null ? (told?.fired ?? null) : null}
          onChange={setEdited}
        />
      </div>
      {runs && (
        <div className="service-foot">
          <button type="button" className="btn btn-primary" disabled={edited === null} onClick={() => void apply()}>
            {t("rules.apply")}
          </button>
        </div>
      )}
    </div>
  );
}
