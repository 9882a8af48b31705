/** One of a few, side by side. */
import { html, type TemplateResult } from "lit";

export function pick(
  name: string,
  label: string,
  offered: Readonly<Record<string, string>>,
  chosen: string,
  choose: (value: string) => void,
): TemplateResult {
  return html`<div class="pick" role="radiogroup" aria-label=${label}>
    ${Object.entries(offered).map(
      ([value, words]) => html`<label>
        <input type="radio" name=${name} .checked=${value === chosen} @change=${() => choose(value)} />
        <span>${words}</span>
      </label>`,
    )}
  </div>`;
}
