/** The page of a room: what the server wrote into it, the texts, and the visit, brought together. */
import { beginAppearance } from "../components/appearance.js";
import { setDrawings } from "../components/drawings.js";
import "../components/room.js";
import { sceneOf, type Theme } from "../components/theme.js";
import { loadTexts } from "../i18n.js";
import { RoomModel, type DoorData } from "../room.js";

interface Facts extends DoorData {
  readonly theme: Theme;
  readonly avatars: readonly { readonly slug: string; readonly url: string }[];
  /** How long lines stay after the last person left, in hours. */
  readonly kept_hours: number;
}

async function begin(): Promise<void> {
  const facts = JSON.parse(document.getElementById("door")?.textContent ?? "") as Facts;
  beginAppearance();
  setDrawings(document.documentElement.dataset["icons"] ?? "", facts.avatars);
  await loadTexts(facts.language);
  const model = new RoomModel(facts);
  const page = document.createElement("madang-room");
  Object.assign(page, {
    state: model.state,
    actions: model.actions,
    scene: sceneOf(facts.theme),
    place: facts.theme.title,
    welcome: facts.theme.welcome,
    keptHours: facts.kept_hours,
    fileLimit_bytes: facts.file_limit_bytes,
  });
  model.subscribe((state) => (page.state = state));
  document.body.append(page);
}

void begin();
