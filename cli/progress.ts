/** Says on standard error how far a command is: one line that is written over on a terminal, a new one now and then in a log. */
import { colours } from "./colours";
import { visible } from "./rows";

/** A log of a run of minutes is to show that it goes on, and not to be full of that. */
const logMilliseconds = 10_000;
const terminalMilliseconds = 200;

/** Where it is said. */
export interface Place {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export class Progress {
  #what = "";
  #count = "";
  #isShown = false;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly isQuiet: boolean,
    private readonly place: Place = process.stderr,
  ) {
    if (isQuiet) return;
    this.#timer = setInterval(
      () => {
        this.#show();
      },
      place.isTTY === true ? terminalMilliseconds : logMilliseconds,
    );
    this.#timer.unref();
  }

  /** Begins something, which a log says at once. */
  begin(what: string): void {
    this.#what = what;
    this.#count = "";
    if (this.isQuiet) return;
    this.#show();
  }

  /** How far that is. */
  at(count: string): void {
    this.#count = count;
  }

  end(): void {
    clearInterval(this.#timer);
    this.#what = "";
    if (this.#isShown) this.place.write("\r\u001b[K");
    this.#isShown = false;
  }

  #show(): void {
    if (this.#what === "") return;
    const line = visible(this.#count === "" ? `${this.#what} …` : `${this.#what}: ${this.#count} …`);
    if (this.place.isTTY !== true) {
      this.place.write(`${line}\n`);
      return;
    }
    this.place.write(`\r\u001b[K${colours.dim(line)}`);
    this.#isShown = true;
  }
}
