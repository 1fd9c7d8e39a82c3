export default function About() {
  return (
    <>
      <h1>About</h1>
      <p>Nothing of the embed is on this page: whoever comes here is disconnected.</p>
    </>
  );
}
