// The shell of every page. Page scripts (grid, check, charts) are loaded beside it where they are needed.
import { countdown } from "./countdown.js";
import { dialogs } from "./dialogs.js";
import { fonts } from "./fonts.js";
import { forms } from "./forms.js";
import { keys } from "./keys.js";
import { requests } from "./requests.js";
import { tables } from "./tables.js";

fonts();
requests();
forms();
dialogs();
keys();
tables();
countdown();
