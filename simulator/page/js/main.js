import { openCalls } from "./calls.js";
import { openFaults } from "./faults.js";
import { announce, openFrame } from "./frame.js";
import { fillIcons } from "./icons.js";
import { connect, loadWorld } from "./live.js";
import { openSettings } from "./settings.js";
import { openSkip } from "./skip.js";
import { openStage } from "./stage.js";

fillIcons();
openFrame();
openSkip();
openSettings();
openFaults().catch((error) => announce(error.message));
openCalls();
openStage();
// The stream first: what happens while the trial is being read is then not missed, and applying it twice changes nothing.
connect();
loadWorld().catch((error) => announce(error.message));
