// What the official parser says of an AsyncAPI document: `node parse.js URL`, with NODE_PATH where the parser is installed.
// Prints the ids of its messages and operations (none where it can't be read), and the diagnostics.
const { Parser, fromURL } = require('@asyncapi/parser')

const SEVERITIES = ['error', 'warning', 'information', 'hint']

fromURL(new Parser(), process.argv[2]).parse().then(({ document, diagnostics }) => {
  const told = {
    messages: document ? document.allMessages().all().map((message) => message.id()) : [],
    operations: document ? document.allOperations().all().map((operation) => operation.id()) : [],
    diagnostics: diagnostics.map(({ severity, code, path, message }) => ({
      severity: SEVERITIES[severity], code, at: path.join('.'), message
    }))
  }
  process.stdout.write(JSON.stringify(told))
})
