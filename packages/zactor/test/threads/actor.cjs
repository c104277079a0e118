/** The same for the other build. */
const { Zactor } = require('@tszmq/zactor')

Zactor.run(async (pipe, args) => {
  await pipe.signal()
  await pipe.send(JSON.stringify(args))
})
