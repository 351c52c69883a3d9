// Seeded choices, so that a failure prints a number that replays it.

/** A small generator (mulberry32). */
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** From `SEED` in the environment, else by chance; says which. */
  static seeded() {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
    console.log(`SEED=${seed} replays this`);
    return new Random(seed);
  }

  /** A whole number below `end`. */
  below(end) {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % end;
  }

  of(choices) {
    return choices[this.below(choices.length)];
  }
}
