export default function Notes() {
  return (
    <>
      <h1>Notes</h1>
      <p>The chat beside this page is the one that was there before.</p>
    </>
  );
}
