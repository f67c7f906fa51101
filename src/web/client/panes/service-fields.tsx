import { type JSX, lazy, Suspense } from "react";
import { type ServiceChoice, serviceChoices } from "../model/service-form.ts";
import type { FormFaults, SessionForm } from "../model/session-form.ts";
import { SelectField } from "../ui/field.tsx";
import { useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { Pop } from "../ui/pop.tsx";

const ServiceOptions = lazy(() => import("./service-options.tsx"));

/** Properties of {@link ServiceFields}. */
export interface ServiceFieldsProps {
  readonly form: SessionForm;
  readonly faults: FormFaults;
  readonly fixed: boolean;
  readonly onChange: (changes: Partial<SessionForm>) => void;
}

/** Services that have nothing to choose. */
const PLAIN: ReadonlySet<ServiceChoice> = new Set<ServiceChoice>(["none", "echo", "upper"]);

/** What answers on the session: people only, or a service with its options. */
export function ServiceFields({ form, faults, fixed, onChange }: ServiceFieldsProps): JSX.Element {
  const t = useT();
  const choices = serviceChoices(form.type === "udp" ? "udp" : "tcp");
  const chosen = choices.includes(form.service.type) ? form.service.type : "none";
  const choose = (type: ServiceChoice): void => {
    const service = { ...form.service, type };
    // An original client of exec reads GBK, and its answers are shown in what they are.
    const gbk = { charsetSplit: true, charsetIn: "utf-8", charsetOut: "gbk" } as const;
    onChange(type === "exec" ? { service, ...gbk } : { service });
  };
  return (
    <>
      <SelectField<ServiceChoice>
        className="w-service"
        label={t("form.service")}
        value={chosen}
        disabled={fixed}
        options={choices.map((value) => ({ value, label: t(`service.${value}`) }))}
        onChange={choose}
      />
      {!PLAIN.has(chosen) && (
        <Pop
          label={t("service.options")}
          trigger={
            <button
              type="button"
              className="btn btn-quiet btn-icon"
              title={t("service.options")}
              aria-label={t("service.options")}
              aria-invalid={faults["folder"] !== undefined || faults["timeoutMs"] !== undefined}
            >
              <Icon name="gear" />
            </button>
          }
        >
          <Suspense fallback={<div className="more-grid" />}>
            <ServiceOptions form={form} faults={faults} fixed={fixed} onChange={onChange} />
          </Suspense>
        </Pop>
      )}
    </>
  );
}
