/** Every test, in this order: they share one world. */
import "./opening.test.ts";
