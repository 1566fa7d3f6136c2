/** Says on stderr how far a long run is: a line that is written over on a terminal, now and then a new one in a log. */

const quietMilliseconds = 30_000;

export class Progress {
  #shown = false;
  #what = "";
  #total = 0;
  #done = 0;
  #startedAt = 0;
  #loggedAt = 0;
  readonly #terminal = process.stderr.isTTY;
  readonly #timer = setInterval(
    () => {
      this.#show();
    },
    this.#terminal ? 200 : 1000,
  );

  constructor() {
    this.#timer.unref();
  }

  /** Begins something. With a total it also says how much is left. */
  begin(what: string, total = 0): void {
    this.#hide();
    this.#what = what;
    this.#total = total;
    this.#done = 0;
    this.#startedAt = performance.now();
    this.#loggedAt = this.#startedAt;
    if (!this.#terminal) console.error(total > 0 ? `${what}: ${total} …` : `${what} …`);
  }

  step(): void {
    this.#done++;
  }

  end(): void {
    clearInterval(this.#timer);
    this.#hide();
  }

  #hide(): void {
    if (this.#shown) process.stderr.write("\r\u001b[K");
    this.#shown = false;
  }

  #show(): void {
    if (this.#what === "") return;
    if (this.#terminal) {
      process.stderr.write(`\r\u001b[K${this.#line()}`);
      this.#shown = true;
    } else if (performance.now() - this.#loggedAt > quietMilliseconds) {
      this.#loggedAt = performance.now();
      console.error(this.#line());
    }
  }

  #line(): string {
    if (this.#total === 0) return `${this.#what}: ${this.#done} so far`;
    const rate = this.#done / (performance.now() - this.#startedAt);
    const left = rate > 0 ? Math.ceil((this.#total - this.#done) / rate / 1000) : undefined;
    const time =
      left === undefined || this.#done === 0
        ? ""
        : `, ${left < 100 ? `${left} s` : `${Math.ceil(left / 60)} min`} left`;
    return `${this.#what}: ${this.#done} of ${this.#total}${time}`;
  }
}
