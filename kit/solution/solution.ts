/** What a notebook gets: the solution, or a sentence that says the stage is not solved. */
export type Solution = { readonly code: string } | { readonly unsolved: string };
