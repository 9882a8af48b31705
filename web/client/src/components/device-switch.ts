/** A yes or no with its words at the left. */
import { html, type TemplateResult } from "lit";

export function yesNo(words: string, isOn: boolean, set: (on: boolean) => void): TemplateResult {
  const change = (event: Event): void => set((event.target as HTMLInputElement).checked);
  return html`<label class="yesno">
    <span>${words}</span><input type="checkbox" role="switch" .checked=${isOn} @change=${change} />
  </label>`;
}
