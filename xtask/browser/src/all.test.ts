/** Every test, in this order: they share one world. */
import "./opening.test.ts";
import "./first-load.test.ts";
import "./day.test.ts";
import "./offline.test.ts";
import "./trust.test.ts";
import "./camera.test.ts";
import "./people.test.ts";
import "./looks.test.ts";
// last: its products are in everybody's way
import "./stock-list.test.ts";
