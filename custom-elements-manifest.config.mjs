/** What `npm run build` writes to custom-elements.json, for editors and the tables in README.md. */
export default {
  globs: ['src/elements/**/*.ts', 'src/rt-*.ts'],
  litelement: true,
  dependencies: false,
};
