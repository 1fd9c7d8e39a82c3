/** A whole page around some markup. */
export const html = (body: string, head = ''): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A page</title>
${head}
</head>
<body>
<main>
<h1>A page</h1>
${body}
</main>
</body>
</html>`;

/** The script tag as pages have it. */
export const loader = '<script async src="/cdn/rt-embed.iife.js"></script>';

/** Two people in one room, and every kind of status. */
export const everything = `
<rt-chat id="ada" token-endpoint="/token/ada" room="lobby"></rt-chat>
<rt-chat id="ben" token-endpoint="/token/ben" room="lobby"></rt-chat>
<p><rt-status id="page"></rt-status></p>
<p><rt-status id="one" for="ada" label="Ada"></rt-status></p>
<p><rt-status id="people" token-endpoint="/token/ada" room="lobby"></rt-status></p>
<p><rt-status id="text" token-endpoint="/token/ada" topic="jobs/build" value-path="state" label="Step"></rt-status></p>
<p><rt-status id="badge" token-endpoint="/token/ada" topic="services/api" value-path="state" kind="badge" label="API"></rt-status></p>
<p><rt-status id="progress" token-endpoint="/token/ada" topic="jobs/build" value-path="value" kind="progress" label="Build"></rt-status></p>
`;
