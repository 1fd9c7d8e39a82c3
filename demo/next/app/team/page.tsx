export default function Today() {
  return (
    <>
      <h1>As a component</h1>
      <p>The package is imported by a client component.</p>
    </>
  );
}
