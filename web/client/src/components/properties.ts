/** Custom properties of an element, set by script: the page's policy forbids style attributes. */
import { noChange } from "lit";
import { Directive, directive, type ElementPart } from "lit/directive.js";

class CustomProperties extends Directive {
  override render(_values: Readonly<Record<string, string>>) {
    return noChange;
  }

  override update(part: ElementPart, [values]: [Readonly<Record<string, string>>]) {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(values)) style.setProperty(name, value);
    return noChange;
  }
}

/** Stands inside a tag: `<li ${properties({ "--x": "50%" })}>`. */
export const properties = directive(CustomProperties);
