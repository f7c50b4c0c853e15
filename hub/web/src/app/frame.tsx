/** What stands around every page: navigation, whether figures are live, and who is signed in. */
import { href, route } from "@holdfast/shell/route.ts";
import { chooseTheme, type Theme, theme } from "@holdfast/shell/theme.ts";
import { useEffect, useState } from "preact/hooks";
import { PAGES } from "../pages/index.ts";
import { Empty, Mark, PageHeader, toastFailure } from "../ui/index.ts";
import { Toasts } from "../ui/toast.tsx";
import { Icon } from "./icons.tsx";
import type { Page } from "./page.ts";
import { may, session, signOut } from "./session.ts";
import { SignInAgain, Wordmark } from "./sign-in.tsx";
import { live } from "./stream.ts";

export function Frame() {
  const [open, setOpen] = useState(false);
  const { path } = route.value;
  const [first = "", ...rest] = path;
  const offered = PAGES.filter((one) => may(one.scope));
  // who may not see the overview begins with the first page of their own
  const page =
    PAGES.find((one) => one.path === first && (first !== "" || may(one.scope))) ??
    (first === "" ? offered[0] : undefined);
  const place = path.join("/");
  useEffect(() => setOpen(false), [place]);
  return (
    <div class="frame">
      {/* a fragment would be a page here, so this is no link */}
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>("main")?.focus()}>
        Skip to the page
      </button>
      <header class="top-bar">
        <a class="home" href="#/">
          <Wordmark />
        </a>
        <LiveMark />
        <button
          type="button"
          class="button menu-button"
          aria-expanded={open}
          aria-controls="navigation"
          onClick={() => setOpen(!open)}
        >
          <Icon name="menu" /> Menu
        </button>
      </header>
      <div class={`side ${open ? "open" : ""}`} id="navigation">
        <nav aria-label="Pages">
          <ul>
            {offered.map((one) => (
              <li key={one.path}>
                <a
                  class="nav-link"
                  href={href([one.path].filter(Boolean))}
                  aria-current={one === page ? "page" : undefined}
                >
                  {one.icon && <Icon name={one.icon} />}
                  {one.label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <Account />
      </div>
      <main id="content" tabIndex={-1}>
        {/* a page of another thing is another page: nothing typed in one shows in the next */}
        {page ? <Shown key={place} page={page} rest={rest} /> : <Unknown />}
      </main>
      <Toasts />
      <SignInAgain />
    </div>
  );
}

function Shown({ page, rest }: { page: Page; rest: string[] }) {
  const Component = page.component;
  if (may(page.scope)) return <Component rest={rest} />;
  return (
    <>
      <PageHeader title={page.label} />
      <Empty title="Your role does not include this page.">
        Ask whoever runs the hub for a key that has <code>{page.scope}</code>.
      </Empty>
    </>
  );
}

function Unknown() {
  return (
    <>
      <PageHeader title="No such page" />
      <Empty title="Nothing is at this address.">
        <a href="#/">Go to the overview</a>
      </Empty>
    </>
  );
}

function LiveMark() {
  if (!may("events:read")) return null;
  const tone = live.value ? "good" : "check";
  return (
    <span class={`live ${tone}`} role="status">
      <Mark tone={tone} />
      {live.value ? "Live" : "Reconnecting"}
    </span>
  );
}

const THEMES: readonly { value: Theme; label: string }[] = [
  { value: "system", label: "Device" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

function Account() {
  const who = session.value;
  if (!who) return null;
  return (
    <section class="account" aria-label="Signed in">
      <p>
        <strong>{who.name}</strong> <span class="muted">{who.role}</span>
      </p>
      <div class="account-deeds">
        <label class="field">
          <span>Colours</span>
          <select
            class="input"
            value={theme.value}
            onInput={(event) => chooseTheme(event.currentTarget.value as Theme)}
          >
            {THEMES.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="button" onClick={() => void signOut().catch(toastFailure)}>
          Sign out
        </button>
      </div>
    </section>
  );
}
