/** What only those inside a room need: loaded while they come in, so that the door is there sooner. */
import "./bar.js";
import "./chat.js";
import "./connection-panel.js";
import "./drop.js";
import "./files.js";
import "./people.js";
import "./tools.js";
import "./work.js";
