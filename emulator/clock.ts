/** The emulator's time: the computer's, plus what somebody moved it by. Everything the vendors date or time out uses it. */

export interface Clock {
  now(): Date;
  /** Moves the time by so many milliseconds; negative goes back. */
  advance(milliseconds: number): void;
  /** Makes it this moment; time goes on from there. */
  set(date: Date): void;
  /** How far the emulator's time is from the computer's, in milliseconds. */
  offset(): number;
  /** Back to the computer's time. */
  reset(): void;
}

/** The last moment that a Date can hold. */
const endOfTime = 8_640_000_000_000_000;

export function createClock(): Clock {
  let offset = 0;
  const moveTo = (next: number): void => {
    // A year of margin on both sides, so that dates computed from now (expiry of trials) stay valid too.
    if (!Number.isFinite(next) || Math.abs(Date.now() + next) > endOfTime - 31_557_600_000) {
      throw new RangeError("The clock cannot be moved that far.");
    }
    offset = next;
  };
  return {
    now: () => new Date(Date.now() + offset),
    advance: (milliseconds) => {
      moveTo(offset + milliseconds);
    },
    set: (date) => {
      moveTo(date.getTime() - Date.now());
    },
    offset: () => offset,
    reset: () => {
      offset = 0;
    },
  };
}
