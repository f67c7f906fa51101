/** To be written. */
export type Nothing = never;
