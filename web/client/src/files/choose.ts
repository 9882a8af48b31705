/** Asks the visitor for files, with the system's own dialogue. */

let field: HTMLInputElement | null = null;

/** Open the dialogue from within a press; `chosen` is called unless it is closed without a choice. */
export function chooseFiles(chosen: (files: readonly File[]) => void): void {
  field?.remove();
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.hidden = true;
  input.onchange = () => {
    chosen([...(input.files ?? [])]);
    input.remove();
  };
  // In the page, since some browsers forget a field that is nowhere.
  document.body.append(input);
  field = input;
  input.click();
}
