/** Whether a screen fits its window, a thumb and its language. */
import type { Page } from "playwright-core";

/** CSS pixels: a gloved thumb. */
const TARGET = 48;

/** What stands out of the window's sides, where the page could be pushed sideways. */
export async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth } = document.scrollingElement ?? document.documentElement;
    if (scrollWidth <= innerWidth) return [];
    const out = [...document.querySelectorAll("body *")].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return right > innerWidth + 1 || left < -1;
    });
    const told = out.slice(0, 3).map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
    return [`${scrollWidth} px wide in a window of ${innerWidth}: ${told.join(", ")}`];
  });
}

/** Buttons, fields and links that a thumb would miss. A link within a sentence is as high as its line. */
export async function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate((target) => {
    const targets = document.querySelectorAll<HTMLElement>("button, a[href], input, select, textarea, summary");
    return [...targets].flatMap((element) => {
      const isInSentence = element.matches("p a, li a, dd a, span a") && getComputedStyle(element).display === "inline";
      // where a label holds the box, all of the label can be touched
      const touched = element.matches("input[type=radio], input[type=checkbox]") ? element.closest("label") : element;
      const { width, height } = (touched ?? element).getBoundingClientRect();
      if (isInSentence || width <= 1 || height <= 1 || Math.round(height) >= target) return [];
      const name = element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 30) ?? "";
      return [`${element.tagName.toLowerCase()}.${element.className} “${name}” is ${width} × ${height} px`];
    });
  }, TARGET);
}

/** Ids of messages that nobody has translated show as they are. */
export async function unsaid(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? "";
      if (/^[a-z]+(-[a-z0-9_]+)+$/.test(text) && !node.parentElement?.closest(".mono, bdi, dd")) found.push(text);
    }
    return found;
  });
}

/** Whether the way back stands where reading begins: on the right in Arabic. */
export async function unmirrored(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    if (document.documentElement.dir !== "rtl") faults.push("it is not written from the right");
    const back = document.querySelector(".screen-back")?.getBoundingClientRect();
    if (back && back.left < innerWidth / 2) faults.push("the way back is on the left");
    const heading = document.querySelector("h1")?.getBoundingClientRect();
    const status = document.querySelector(".dots")?.getBoundingClientRect();
    if (heading && status && heading.right < status.right) faults.push("the heading is left of the status");
    return faults;
  });
}
