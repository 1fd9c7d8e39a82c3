/** A page as a server renders it: README.md shows this file. */
export const renderedPage: () => Response;
