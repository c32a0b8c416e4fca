// Runs before anything else and on any Node that knows ES modules, so it imports nothing and uses no new syntax.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Countersign needs Node 20.19 or newer; this is ${process.versions.node}.`)
  console.error('Install a current one from https://nodejs.org (or: npx -p node@24 npm start).')
  process.exit(1)
}
