/** The name of a fact, and what it is; `null` where there is none. */
export type Fact = readonly [label: string, value: string | null];
