/** A browser that is driven from outside, as far as the smoke tests want it. */
export interface Driver {
  goto(url: string): Promise<void>;
  /** Runs the text as the body of an async function in the page; its result goes through JSON. */
  run(body: string): Promise<unknown>;
  close(): Promise<void>;
}

/** What one can drive, and how; null: it is not installed here. */
export interface Engine {
  readonly name: string;
  readonly isInstalled: boolean;
  open(): Promise<Driver>;
}

const waitMs = 60_000;
const pauseMs = 100;

/** A page in such a browser, used as a person does: by what is written on it. */
export class Screen {
  readonly #driver: Driver;
  constructor(driver: Driver) {
    this.#driver = driver;
  }

  goto(url: string): Promise<void> {
    return this.#driver.goto(url);
  }

  /** Waits until the condition, an expression of the page, is true; then gives its value. */
  async until(condition: string): Promise<unknown> {
    const end = Date.now() + waitMs;
    let shown: unknown = "";
    while (Date.now() < end) {
      // A page that is being replaced cannot answer; the next one will.
      const value = await this.#driver.run(`return ${condition}`).catch(() => null);
      if (value) return value;
      await new Promise((done) => setTimeout(done, pauseMs));
      shown = await this.#driver.run("return document.body.innerText").catch(() => "");
    }
    throw new Error(`never true: ${condition}; the page says: ${String(shown).slice(0, 600)}`);
  }

  sees(text: string): Promise<unknown> {
    return this.until(`document.body.innerText.includes(${JSON.stringify(text)})`);
  }

  /** Types into the field of that label, and lets the page notice. */
  async fill(label: string, value: string): Promise<void> {
    await this.until(`(() => {
      const found = [...document.querySelectorAll("label")].find((one) =>
        one.innerText.includes(${JSON.stringify(label)}));
      const field = found?.control;
      if (!field) return false;
      field.value = ${JSON.stringify(value)};
      field.dispatchEvent(new Event("input", { bubbles: true }));
      return true;
    })()`);
  }

  /** Presses the first button or link that a selector and its words name; gives its label. */
  press(selector: string, words = ""): Promise<unknown> {
    return this.until(`(() => {
      const found = [...document.querySelectorAll(${JSON.stringify(selector)})].find((one) =>
        !one.disabled && one.innerText.includes(${JSON.stringify(words)}));
      found?.click();
      return found && (found.getAttribute("aria-label") || found.innerText || " ");
    })()`);
  }

  run(body: string): Promise<unknown> {
    return this.#driver.run(body);
  }
}
