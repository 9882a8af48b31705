/** The page that tries out a visitor's connection and devices. */
import { beginAppearance } from "../components/appearance.js";
import { setDrawings } from "../components/drawings.js";
import "../components/test-page.js";
import { loadTexts } from "../i18n.js";

async function begin(): Promise<void> {
  const facts = JSON.parse(document.getElementById("facts")?.textContent ?? "") as { readonly language: string };
  beginAppearance();
  setDrawings(document.documentElement.dataset["icons"] ?? "", []);
  await loadTexts(facts.language);
  document.getElementById("test")?.append(document.createElement("madang-test"));
}

void begin();
