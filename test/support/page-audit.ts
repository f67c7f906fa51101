import type { Page } from "playwright-core";

/** Runs in the page; what it finds is one line each. */
function audit(): string[] {
  const found: string[] = [];
  type Colour = readonly [number, number, number, number];
  const parse = (text: string): Colour => {
    const [r = 0, g = 0, b = 0, a = 1] =
      (/\(([^)]*)\)/.exec(text)?.[1] ?? "0 0 0 0").match(/[\d.]+/g)?.map(Number) ?? [];
    const scale = text.startsWith("color(") ? 255 : 1;
    return [r * scale, g * scale, b * scale, a];
  };
  const over = (front: Colour, [r, g, b]: Colour): Colour => {
    const mix = (one: number, other: number): number => one * front[3] + other * (1 - front[3]);
    return [mix(front[0], r), mix(front[1], g), mix(front[2], b), 1];
  };
  // WCAG 2.2, relative luminance.
  const luminance = ([r, g, b]: Colour): number => {
    const linear = (value: number): number => {
      const share = value / 255;
      return share <= 0.039_28 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const groundOf = (element: Element): Colour => {
    const layers: Colour[] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      layers.push(parse(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)?.[3] === 1) break;
    }
    return layers.reduceRight<Colour>((ground, layer) => over(layer, ground), [255, 255, 255, 1]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.nodeValue?.trim() ?? "";
    if (element === null || text === "" || !element.checkVisibility({ visibilityProperty: true })) continue;
    // Disabled controls are exempt (WCAG 1.4.3).
    if (element.closest(".visually-hidden, .toast, .skip, option, :disabled, [data-disabled]") !== null) continue;
    const ground = groundOf(element);
    const [r, g, b, a] = parse(getComputedStyle(element).color);
    let opacity = a;
    for (let at: Element | null = element; at !== null; at = at.parentElement)
      opacity *= Number(getComputedStyle(at).opacity);
    const lights = [luminance(over([r, g, b, opacity], ground)), luminance(ground)];
    const ratio = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
    if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(2)} of "${text.slice(0, 30)}" (${element.className})`);
  }
  const nameOf = (element: HTMLElement): string => {
    const label = element.id === "" ? null : document.querySelector(`label[for="${CSS.escape(element.id)}"]`);
    const around = element.closest("label")?.textContent ?? "";
    return [element.ariaLabel, label?.textContent, around, element.textContent, element.title].join("").trim();
  };
  const controls = "button, a[href], input, select, textarea, [tabindex]:not([data-radix-focus-guard])";
  for (const element of document.querySelectorAll<HTMLElement>(controls)) {
    if (!element.checkVisibility()) continue;
    if (nameOf(element) === "") found.push(`no name: ${element.outerHTML.slice(0, 100)}`);
    if (element.tabIndex > 0) found.push(`out of the tab order: ${element.outerHTML.slice(0, 100)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids))
    if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`two elements have the id ${id}`);
  for (const name of ["aria-describedby", "aria-labelledby", "aria-activedescendant"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const to = element.getAttribute(name) ?? "";
      if (document.getElementById(to) === null) found.push(`${name} leads nowhere: ${to}`);
    }
  }
  if (document.querySelectorAll("main").length !== 1) found.push("not one main");
  if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
  return found;
}

/** What is wrong with the page as it is for who sees badly, hears it, or has only a keyboard: contrast, names, ids. */
export async function auditPage(page: Page): Promise<readonly string[]> {
  // A pointer makes tooltips and other grounds; a transition has colours in between.
  await page.mouse.move(2, 2);
  await page.waitForFunction(() => document.getAnimations().length === 0);
  return await page.evaluate(audit);
}
