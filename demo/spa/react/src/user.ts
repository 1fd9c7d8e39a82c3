/** Who is here; on your site its session says so. */
export const user = new URLSearchParams(location.search).get('user') ?? 'ada';
