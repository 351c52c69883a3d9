/** Limits of the sync client, all in milliseconds. */

/** The first wait before another attempt; each further one is twice as long. */
export const RETRY_FIRST_MS = 250;
export const RETRY_MAX_MS = 15_000;

/** Our presence is renewed every 15 s and echoed: silence for three times that is a dead connection. */
export const SILENCE_MAX_MS = 45_000;
export const LISTEN_EVERY_MS = 5_000;
